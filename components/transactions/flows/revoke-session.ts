import { encodeFunctionData, type Address } from "viem";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { dropSessionKey } from "@/components/wallet/session-key-store";
import { contractOf } from "@/components/transactions/escrow-state";
import { defineFlow } from "@/components/transactions/flow-types";
import { isIndexed } from "@/components/transactions/indexed";
import { sendTo } from "@/components/transactions/steps";

/** Ends a session key. What it signed before the end can still be redeemed for a short while. */
export const revokeSession = defineFlow<{ key: Address }>({
  title: () => "Revoke a session key",
  words: ({ key }, { money }) => [
    `The key ${key.slice(0, 6)}…${key.slice(-4)} can sign no new order.`,
    `What it signed before can still be paid for ${money.revocationDelaySeconds} seconds, so that work already done is not lost to its operator.`,
  ],
  effects: async () => [{ name: "The key", before: "may sign orders", after: "signs nothing any more" }],
  steps: [
    sendTo("the escrow contract", async ({ market }, { key }) => ({
      to: contractOf(market, "escrow"),
      data: encodeFunctionData({ abi: escrowAbi, functionName: "revoke", args: [key] }),
    })),
    {
      kind: "wait-indexed",
      name: "See it in your account",
      why: "This gateway reads the block, and this browser forgets the key.",
      arrived: async (context, input, done) => {
        const indexed = await isIndexed(context, input, done);
        const { market, wallet } = context;
        if (indexed)
          dropSessionKey(
            { chainId: market.chain.id, escrow: contractOf(market, "escrow"), wallet },
            input.key,
          );
        return indexed;
      },
    },
  ],
  done: () => "The key is revoked.",
});
