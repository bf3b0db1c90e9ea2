import { encodeFunctionData } from "viem";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { contractOf, escrowBalance } from "@/components/transactions/escrow-state";
import { defineFlow } from "@/components/transactions/flow-types";
import { isIndexed } from "@/components/transactions/indexed";

/** Takes a withdrawal back before it happened. */
export const cancelThaw = defineFlow<null>({
  title: () => "Keep it in the escrow",
  words: () => ["Everything that thaws becomes part of your free balance again, at once."],
  effects: async (context) => {
    const { balance, thawing } = await escrowBalance(context);
    return [
      { name: "Thawing", before: thawing, after: 0n },
      { name: "Left to spend, reserved included", before: balance - thawing, after: balance },
    ];
  },
  steps: [
    {
      kind: "send",
      name: "Send the transaction",
      why: "Your wallet sends it to the escrow contract and pays the network's fee.",
      call: async ({ market }) => ({
        to: contractOf(market, "escrow"),
        data: encodeFunctionData({ abi: escrowAbi, functionName: "cancelThaw" }),
      }),
    },
    {
      kind: "wait-indexed",
      name: "See it in your balance",
      why: "This gateway reads the block.",
      arrived: isIndexed,
    },
  ],
  done: () => "It is yours to spend again.",
});
