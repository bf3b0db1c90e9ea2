import { ambText } from "@/lib/governance/amb";
import { usdText } from "./usd-text";

/** The token that each contract of ours counts, by the name that the market gives the contract. */
const counts: Readonly<Record<string, (amount: bigint) => string>> = {
  usdc: usdText,
  escrow: usdText,
  leases: usdText,
  token: ambText,
  bonds: ambText,
  devices: ambText,
  committee: ambText,
  rewards: ambText,
};

/**
 * An amount in the token of the contract that it stands in, exact: "20 USDC", "0.5 AMB". The same call and the same
 * error mean dollars in one contract and AMB in another. Of any other contract only the bare number is known.
 */
export function amountText(contract: string, amount: bigint): string {
  return counts[contract]?.(amount) ?? `${amount} of the smallest unit`;
}
