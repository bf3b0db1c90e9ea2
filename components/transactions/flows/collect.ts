import { encodeFunctionData } from "viem";
import { bondsAbi } from "@/lib/chain/abi/bonds";
import { ambText } from "@/lib/governance/amb";
import { slashDebt, walletAmb } from "@/components/transactions/bond-state";
import { contractOf } from "@/components/transactions/escrow-state";
import { FlowError } from "@/components/transactions/failure-of";
import { defineFlow } from "@/components/transactions/flow-types";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";

/** The bounty of who reported a lie: it waits in the bonds until somebody has it sent. */
export const collect = defineFlow<null>({
  title: () => "Collect what slashes owe you",
  words: () => [
    "What was taken from those whom you reported, as far as it is yours, moves from the bonds to your wallet.",
  ],
  effects: async (context) => {
    const [inWallet, owed] = await Promise.all([walletAmb(context), slashDebt(context)]);
    if (owed === 0n)
      throw new FlowError("impossible", { detail: "Slashes owe you nothing, or it was collected already." });
    return [
      { name: "Slashes owe you", before: ambText(owed), after: ambText(0n) },
      { name: "AMB in your wallet", before: ambText(inWallet), after: ambText(inWallet + owed) },
    ];
  },
  steps: [
    sendTo("the bonds", async ({ market, wallet }) => ({
      to: contractOf(market, "bonds"),
      data: encodeFunctionData({ abi: bondsAbi, functionName: "collect", args: [wallet] }),
    })),
    seeWhenIndexed("See it collected"),
  ],
  done: () => "It is in your wallet.",
});
