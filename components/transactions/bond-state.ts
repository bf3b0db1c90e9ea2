import { bondsAbi } from "@/lib/chain/abi/bonds";
import { contractOf } from "./escrow-state";
import type { FlowContext } from "./flow-types";
import { tokenAt } from "./governance-state";

/** What a wallet has staked, as the contract has it in the block that is being made. AMB wei. */
export async function bondState({ chain, market, wallet }: FlowContext) {
  const { tokens, locked, thawing, withdrawable } = await chain.readContract({
    address: contractOf(market, "bonds"),
    abi: bondsAbi,
    functionName: "bondOf",
    args: [wallet],
    blockTag: "pending",
  });
  return { tokens, locked, thawing, withdrawable, free: tokens - locked - thawing };
}

/** What slashes owe to a wallet, in AMB wei. */
export const slashDebt = ({ chain, market, wallet }: FlowContext): Promise<bigint> =>
  chain.readContract({
    address: contractOf(market, "bonds"),
    abi: bondsAbi,
    functionName: "owedTo",
    args: [wallet],
    blockTag: "pending",
  });

/** AMB in the wallet itself, in wei. */
export const walletAmb = ({ chain, market, wallet }: FlowContext): Promise<bigint> =>
  chain.readContract({ ...tokenAt(market), functionName: "balanceOf", args: [wallet] });
