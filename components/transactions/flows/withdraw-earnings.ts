import { encodeFunctionData } from "viem";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { FlowError } from "@/components/transactions/failure-of";
import { contractOf } from "@/components/transactions/escrow-state";
import { defineFlow, type FlowContext } from "@/components/transactions/flow-types";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";

/** An operator's earnings leave the escrow for the payout address. Nothing has to stop for it. */
export const withdrawEarnings = defineFlow<null>({
  title: () => "Withdraw what you earned",
  words: () => [
    "Everything that your devices earned and the contract has collected moves to your payout address. Your devices go on working.",
  ],
  effects: async (context) => {
    const earned = await earnedBy(context);
    if (earned === 0n)
      throw new FlowError("impossible", { detail: "The contract has collected nothing for you yet." });
    return [{ name: "Earnings in the escrow", before: earned, after: 0n }];
  },
  steps: [
    sendTo("the escrow contract", async ({ market, wallet }) => ({
      to: contractOf(market, "escrow"),
      data: encodeFunctionData({ abi: escrowAbi, functionName: "withdrawEarnings", args: [wallet] }),
    })),
    seeWhenIndexed("See it in your earnings"),
  ],
  done: () => "It is at your payout address.",
});

const earnedBy = ({ chain, market, wallet }: FlowContext) =>
  chain.readContract({
    address: contractOf(market, "escrow"),
    abi: escrowAbi,
    functionName: "earnedBy",
    args: [wallet],
    blockTag: "pending",
  });
