import { ambText } from "@/lib/governance/amb";
import { defineFlow } from "@/components/transactions/flow-types";
import { tokenAt } from "@/components/transactions/governance-state";
import { seeWhenIndexed } from "@/components/transactions/steps";

/** AMB and gas, where nothing is at stake. The gateway sends it; the wallet signs nothing. */
export const getAmb = defineFlow<null>({
  title: () => "Get AMB",
  words: () => [
    "The faucet gives your wallet 10,000 AMB, and a little of the network’s own coin for fees.",
    "It exists on the local chain only. These AMB are worth nothing elsewhere.",
  ],
  effects: async ({ chain, market, wallet }) => {
    const before = await chain.readContract({
      ...tokenAt(market),
      functionName: "balanceOf",
      args: [wallet],
    });
    return [{ name: "AMB in your wallet", before: ambText(before), after: "10,000 more" }];
  },
  steps: [
    {
      kind: "relay",
      name: "Send them to your wallet",
      why: "The gateway pays the fee. Your wallet is not asked.",
      hand: ({ api }) => api.governance.faucet(),
    },
    seeWhenIndexed("See them in your votes"),
  ],
  done: () => "The AMB are in your wallet. They vote once you delegate them.",
});
