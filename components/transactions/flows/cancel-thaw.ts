import { encodeFunctionData } from "viem";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { contractOf, escrowBalance } from "@/components/transactions/escrow-state";
import { defineFlow } from "@/components/transactions/flow-types";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";

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
    sendTo("the escrow contract", async ({ market }) => ({
      to: contractOf(market, "escrow"),
      data: encodeFunctionData({ abi: escrowAbi, functionName: "cancelThaw" }),
    })),
    seeWhenIndexed("See it in your balance"),
  ],
  done: () => "It is yours to spend again.",
});
