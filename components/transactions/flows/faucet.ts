import { walletUsdc } from "@/components/transactions/escrow-state";
import { defineFlow } from "@/components/transactions/flow-types";

/** Test USDC and gas, where nothing is at stake. The gateway sends it; the wallet signs nothing. */
export const faucet = defineFlow<null>({
  title: () => "Get test USDC",
  words: () => [
    "The faucet gives your wallet test USDC, and a little of the network's own coin for fees.",
    "It exists on the local chain only. Test USDC is worth nothing elsewhere.",
  ],
  effects: async (context) => [
    { name: "USDC in your wallet", before: await walletUsdc(context), after: "1,000 more" },
  ],
  steps: [
    {
      kind: "relay",
      name: "Send it to your wallet",
      why: "The gateway pays the fee. Your wallet is not asked.",
      hand: ({ api }) => api.account.faucet(),
    },
  ],
  done: () => "The test USDC is in your wallet. Deposit some of it to rent.",
});
