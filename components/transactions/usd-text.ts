import { plainUsd } from "@/lib/money/plain-usd";

/** "20 USDC", "0.05 USDC": an amount inside a sentence, exact. */
export const usdText = (amount: bigint): string => `${plainUsd(amount)} USDC`;
