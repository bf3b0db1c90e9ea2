import { encodeFunctionData } from "viem";
import { bondsAbi } from "@/lib/chain/abi/bonds";
import { ambText } from "@/lib/governance/amb";
import { bondState } from "@/components/transactions/bond-state";
import { contractOf } from "@/components/transactions/escrow-state";
import { FlowError } from "@/components/transactions/failure-of";
import { defineFlow } from "@/components/transactions/flow-types";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";

/** Takes every thaw back that was not withdrawn: the contract stops all of them or none. */
export const cancelStakeThaw = defineFlow<null>({
  title: () => "Keep it staked",
  words: () => [
    "Everything that thaws, and what has thawed and was not withdrawn, is free stake again, at once.",
    "The contract stops every thaw of yours together. To take some of it back later, start again.",
  ],
  effects: async (context) => {
    const { free, thawing } = await bondState(context);
    if (thawing === 0n) throw new FlowError("impossible", { detail: "Nothing of your stake thaws." });
    return [
      { name: "Thawing", before: ambText(thawing), after: ambText(0n) },
      { name: "Free stake", before: ambText(free), after: ambText(free + thawing) },
    ];
  },
  steps: [
    sendTo("the bonds", async ({ market }) => ({
      to: contractOf(market, "bonds"),
      data: encodeFunctionData({ abi: bondsAbi, functionName: "cancelThaw" }),
    })),
    seeWhenIndexed("See it in your bond"),
  ],
  done: () => "It stays staked.",
});
