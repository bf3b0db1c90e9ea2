import { ambText, parseAmb } from "@/lib/governance/amb";
import { usdText } from "@/components/transactions/usd-text";
import { parseUsd } from "@/lib/money/usd6";

/** The tokens that people type amounts of, each in its smallest unit: micro-dollars, AMB wei. */
export type TokenName = "USDC" | "AMB";

const tokens = {
  USDC: { parse: parseUsd, text: usdText },
  AMB: { parse: parseAmb, text: ambText },
};

/** What stands in an amount field: the amount, or what is wrong with it. `least` and `most` are in the token's smallest unit. */
export function readAmount(
  input: string,
  token: TokenName,
  { least = 1n, most }: { least?: bigint; most?: bigint } = {},
): { amount: bigint; error?: undefined } | { amount?: undefined; error: string } {
  const { parse, text } = tokens[token];
  const amount = parse(input);
  if (amount === undefined) return { error: `An amount in ${token}, such as 20 or 0.5.` };
  if (amount < least) return { error: `At least ${text(least)}.` };
  if (most !== undefined && amount > most) return { error: `At most ${text(most)}.` };
  return { amount };
}
