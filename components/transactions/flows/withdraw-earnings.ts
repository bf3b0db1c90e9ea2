import { encodeFunctionData } from "viem";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { FlowError } from "@/components/transactions/failure-of";
import { contractOf } from "@/components/transactions/escrow-state";
import { defineFlow, type FlowContext } from "@/components/transactions/flow-types";
import { isIndexed } from "@/components/transactions/indexed";

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
    {
      kind: "send",
      name: "Send the transaction",
      why: "Your wallet sends it to the escrow contract and pays the network's fee.",
      call: async ({ market, wallet }) => ({
        to: contractOf(market, "escrow"),
        data: encodeFunctionData({ abi: escrowAbi, functionName: "withdrawEarnings", args: [wallet] }),
      }),
    },
    {
      kind: "wait-indexed",
      name: "See it in your earnings",
      why: "This gateway reads the block.",
      arrived: isIndexed,
    },
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
