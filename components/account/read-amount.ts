import { plainUsd } from "@/lib/money/plain-usd";
import { parseUsd } from "@/lib/money/usd6";

/** What stands in an amount field: the amount, or what is wrong with it. `least` and `most` are in micro-dollars. */
export function readAmount(
  text: string,
  { least = 1n, most }: { least?: bigint; most?: bigint } = {},
): { amount: bigint; error?: undefined } | { amount?: undefined; error: string } {
  const amount = parseUsd(text);
  if (amount === undefined) return { error: "An amount in USDC, such as 20 or 0.5." };
  if (amount < least) return { error: `At least ${plainUsd(least)} USDC.` };
  if (most !== undefined && amount > most) return { error: `At most ${plainUsd(most)} USDC.` };
  return { amount };
}
