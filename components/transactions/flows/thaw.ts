import { encodeFunctionData } from "viem";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { contractOf, escrowBalance } from "@/components/transactions/escrow-state";
import { defineFlow } from "@/components/transactions/flow-types";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";
import { usdText } from "@/components/transactions/usd-text";

/** The first half of a withdrawal: from here the amount is kept apart and cannot be spent on new orders. */
export const thaw = defineFlow<{ amount: bigint }>({
  title: ({ amount }) => `Start to withdraw ${usdText(amount)}`,
  words: ({ amount }, { money }) => [
    `${usdText(amount)} of your balance start to thaw. After ${money.withdrawalThawSeconds} seconds you can withdraw them to your wallet.`,
    "While they thaw they pay for no new order, only for work that was done before. You can cancel it.",
  ],
  effects: async (context, { amount }) => {
    const { balance, thawing } = await escrowBalance(context);
    return [
      { name: "Thawing", before: thawing, after: thawing + amount },
      {
        name: "Left to spend, reserved included",
        before: balance - thawing,
        after: balance - thawing - amount,
      },
    ];
  },
  steps: [
    sendTo("the escrow contract", async ({ market }, { amount }) => ({
      to: contractOf(market, "escrow"),
      data: encodeFunctionData({ abi: escrowAbi, functionName: "thaw", args: [amount] }),
    })),
    seeWhenIndexed("See it in your balance"),
  ],
  done: () => "It thaws. Your account shows when it can be withdrawn.",
});
