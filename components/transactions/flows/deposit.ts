import { parseSignature } from "viem";
import { MarketError } from "@/lib/errors";
import { shortUsdDown } from "@/lib/money/usd6";
import { FlowError } from "@/components/transactions/failure-of";
import { escrowBalance, walletUsdc } from "@/components/transactions/escrow-state";
import { defineFlow } from "@/components/transactions/flow-types";
import { permitOf } from "@/components/transactions/permit";
import { seeWhenIndexed } from "@/components/transactions/steps";
import { usdText } from "@/components/transactions/usd-text";

/** Moves USDC from the wallet into the escrow. The wallet signs a permit; the gateway sends it and pays the gas. */
export const deposit = defineFlow<{ amount: bigint }>({
  title: ({ amount }) => `Deposit ${usdText(amount)}`,
  words: ({ amount }, { money }) => [
    `${usdText(amount)} move from your wallet into the escrow contract. It stays yours: only what your leases cost is paid from it.`,
    `You can take back what is free at any time. That takes ${money.withdrawalThawSeconds} seconds of thawing, so that work already done is paid.`,
    "You sign once. The gateway sends the transaction and pays its fee.",
  ],
  effects: async (context, { amount }) => {
    const [inWallet, { balance }] = await Promise.all([walletUsdc(context), escrowBalance(context)]);
    if (inWallet < amount)
      throw new FlowError("impossible", {
        detail: `Your wallet holds ${usdText(inWallet)}, ${usdText(amount)} are needed.`,
      });
    return [
      { name: "USDC in your wallet", before: inWallet, after: inWallet - amount },
      { name: "Your balance in the escrow", before: balance, after: balance + amount },
    ];
  },
  steps: [
    {
      kind: "sign",
      name: "Sign the permit",
      why: "Your wallet shows a permit: the escrow may take exactly this amount, once, within half an hour.",
      ask: async (context, { amount }) => {
        const asked = { token: "usdc", spender: "escrow", value: amount } as const;
        const { typedData, deadline } = await permitOf(context, asked);
        return { request: { typedData }, kept: { deadline } };
      },
    },
    {
      kind: "relay",
      name: "Deposit",
      why: "The gateway sends the transaction. The contract checks your permit itself.",
      hand: ({ api }, { amount }, done) => {
        const { signature, kept } = done[0] ?? {};
        if (!signature) throw new MarketError("PERMIT_WRONG", { detail: "nothing was signed" });
        // A malformed signature is told here and not by a failed transaction.
        parseSignature(signature);
        return api.account.deposit({ amount, deadline: Number(kept?.["deadline"]), signature });
      },
    },
    seeWhenIndexed("See it in your balance"),
  ],
  done: ({ amount }) => `$${shortUsdDown(amount)} are in the escrow and free to spend.`,
});
