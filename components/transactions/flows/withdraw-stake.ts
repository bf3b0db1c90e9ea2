import { encodeFunctionData, maxUint128 } from "viem";
import { bondsAbi } from "@/lib/chain/abi/bonds";
import { ambText } from "@/lib/governance/amb";
import { bondState, walletAmb } from "@/components/transactions/bond-state";
import { contractOf } from "@/components/transactions/escrow-state";
import { FlowError } from "@/components/transactions/failure-of";
import { defineFlow } from "@/components/transactions/flow-types";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";

/** The second half of taking stake back: everything that has thawed goes to the wallet. */
export const withdrawStake = defineFlow<null>({
  title: () => "Withdraw your stake",
  words: () => [
    "Everything that has thawed moves from your bond to your wallet. What still thaws goes on thawing.",
    "Staked AMB vote by themselves; in your wallet they vote once you delegate them.",
  ],
  effects: async (context) => {
    const [inWallet, { tokens, thawing, withdrawable }] = await Promise.all([
      walletAmb(context),
      bondState(context),
    ]);
    if (withdrawable === 0n)
      throw new FlowError("impossible", {
        detail: thawing > 0n ? "It is still thawing." : "Nothing was thawed.",
      });
    return [
      { name: "Staked", before: ambText(tokens), after: ambText(tokens - withdrawable) },
      { name: "AMB in your wallet", before: ambText(inWallet), after: ambText(inWallet + withdrawable) },
    ];
  },
  steps: [
    sendTo("the bonds", async ({ market }) => ({
      to: contractOf(market, "bonds"),
      data: encodeFunctionData({ abi: bondsAbi, functionName: "withdraw", args: [maxUint128] }),
    })),
    seeWhenIndexed("See it in your bond"),
  ],
  done: () => "It is in your wallet.",
});
