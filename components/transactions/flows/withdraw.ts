import { encodeFunctionData, maxUint128 } from "viem";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { FlowError } from "@/components/transactions/failure-of";
import { contractOf, escrowBalance, walletUsdc } from "@/components/transactions/escrow-state";
import { defineFlow } from "@/components/transactions/flow-types";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";

/** The second half of a withdrawal: everything that has thawed goes to the wallet. */
export const withdraw = defineFlow<null>({
  title: () => "Withdraw to your wallet",
  words: () => ["Everything that has thawed moves from the escrow to your wallet."],
  effects: async (context) => {
    const [inWallet, { balance, thawing, withdrawable }] = await Promise.all([
      walletUsdc(context),
      escrowBalance(context),
    ]);
    if (withdrawable === 0n)
      throw new FlowError("impossible", {
        detail: thawing > 0n ? "It is still thawing." : "Nothing was thawed.",
      });
    return [
      { name: "Your balance in the escrow", before: balance, after: balance - withdrawable },
      { name: "USDC in your wallet", before: inWallet, after: inWallet + withdrawable },
    ];
  },
  steps: [
    sendTo("the escrow contract", async ({ market }) => ({
      to: contractOf(market, "escrow"),
      data: encodeFunctionData({ abi: escrowAbi, functionName: "withdraw", args: [maxUint128] }),
    })),
    seeWhenIndexed("See it in your balance"),
  ],
  done: () => "It is in your wallet.",
});
