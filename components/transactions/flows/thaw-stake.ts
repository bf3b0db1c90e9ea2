import { encodeFunctionData } from "viem";
import { bondsAbi } from "@/lib/chain/abi/bonds";
import { ambText } from "@/lib/governance/amb";
import { formatDuration } from "@/lib/time/duration";
import { bondState } from "@/components/transactions/bond-state";
import { contractOf } from "@/components/transactions/escrow-state";
import { FlowError } from "@/components/transactions/failure-of";
import { defineFlow } from "@/components/transactions/flow-types";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";

type Input = {
  /** AMB wei. */
  amount: bigint;
  thawSeconds: number;
};

/** The first half of taking stake back. Several thaws may run beside each other, each with its own clock. */
export const thawStake = defineFlow<Input>({
  title: () => "Start to unstake",
  words: ({ amount, thawSeconds }) => [
    `${ambText(amount)} of your free stake start to thaw. After ${formatDuration(thawSeconds * 1000)} you withdraw them to your wallet.`,
    "Until then they keep their votes, answer for no new device, and can still be slashed: so nobody leaves before the evidence arrives.",
    "Your devices go on working.",
  ],
  effects: async (context, { amount }) => {
    const { free, thawing } = await bondState(context);
    if (free < amount)
      throw new FlowError("impossible", {
        detail: `${ambText(free)} of your stake are free, ${ambText(amount)} were asked for.`,
      });
    return [
      { name: "Free stake", before: ambText(free), after: ambText(free - amount) },
      { name: "Thawing", before: ambText(thawing), after: ambText(thawing + amount) },
    ];
  },
  steps: [
    sendTo("the bonds", async ({ market }, { amount }) => ({
      to: contractOf(market, "bonds"),
      data: encodeFunctionData({ abi: bondsAbi, functionName: "thaw", args: [amount] }),
    })),
    seeWhenIndexed("See it in your bond"),
  ],
  done: () => "It thaws. Your stake shows when it can be withdrawn.",
});
