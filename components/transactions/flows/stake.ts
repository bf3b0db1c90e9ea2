import { parseSignature } from "viem";
import { MarketError } from "@/lib/errors";
import { ambText } from "@/lib/governance/amb";
import { formatDuration } from "@/lib/time/duration";
import { bondState, walletAmb } from "@/components/transactions/bond-state";
import { FlowError } from "@/components/transactions/failure-of";
import { defineFlow } from "@/components/transactions/flow-types";
import { permitOf } from "@/components/transactions/permit";
import { seeWhenIndexed } from "@/components/transactions/steps";

type Input = {
  /** AMB wei. */
  amount: bigint;
  /** How long it would take to get it back. */
  thawSeconds: number;
};

/** Moves AMB from the wallet into its bond. The wallet signs a permit; the gateway sends it and pays the gas. */
export const stake = defineFlow<Input>({
  title: ({ amount }) => `Stake ${ambText(amount)}`,
  words: ({ amount, thawSeconds }) => [
    `${ambText(amount)} move from your wallet into your bond. They stay yours and vote without being delegated.`,
    "What is locked for a device can be slashed if the device cheats. What is free only waits for a device to answer for.",
    `You can take back what is free. That takes ${formatDuration(thawSeconds * 1000)} of thawing, in which it can still be slashed.`,
    "You sign once. The gateway sends the transaction and pays its fee.",
  ],
  effects: async (context, { amount }) => {
    const [inWallet, { tokens, free }] = await Promise.all([walletAmb(context), bondState(context)]);
    if (inWallet < amount)
      throw new FlowError("impossible", {
        detail: `Your wallet holds ${ambText(inWallet)}, ${ambText(amount)} are needed.`,
      });
    return [
      { name: "AMB in your wallet", before: ambText(inWallet), after: ambText(inWallet - amount) },
      { name: "Staked", before: ambText(tokens), after: ambText(tokens + amount) },
      { name: "Of it, free", before: ambText(free), after: ambText(free + amount) },
    ];
  },
  steps: [
    {
      kind: "sign",
      name: "Sign the permit",
      why: "Your wallet shows a permit: the bonds may take exactly this amount, once, within half an hour.",
      ask: async (context, { amount }) => {
        const asked = { token: "token", spender: "bonds", value: amount } as const;
        const { typedData, deadline } = await permitOf(context, asked);
        return { request: { typedData }, kept: { deadline } };
      },
    },
    {
      kind: "relay",
      name: "Stake",
      why: "The gateway sends the transaction. The contract checks your permit itself.",
      hand: ({ api }, { amount }, done) => {
        const { signature, kept } = done[0] ?? {};
        if (!signature) throw new MarketError("PERMIT_WRONG", { detail: "nothing was signed" });
        // A malformed signature is told here and not by a failed transaction.
        parseSignature(signature);
        return api.stake.add({ amount, deadline: Number(kept?.["deadline"]), signature });
      },
    },
    seeWhenIndexed("See it in your bond"),
  ],
  done: ({ amount }) => `${ambText(amount)} are staked.`,
});
