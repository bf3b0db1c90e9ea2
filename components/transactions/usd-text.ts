import { exactUsd } from "@/lib/money/usd6";

/** "20 USDC", "0.05 USDC": an amount inside a sentence, exact, without zeros that say nothing. */
export function usdText(amount: bigint): string {
  return `${exactUsd(amount).replace(/\.?0+$/, "")} USDC`;
}
