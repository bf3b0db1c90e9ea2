import { encodeFunctionData, isAddressEqual, zeroAddress, type Address } from "viem";
import { tokenAbi } from "@/lib/chain/abi/token";
import { ambText } from "@/lib/governance/amb";
import { contractOf } from "@/components/transactions/escrow-state";
import { FlowError } from "@/components/transactions/failure-of";
import { defineFlow } from "@/components/transactions/flow-types";
import { tokenAt } from "@/components/transactions/governance-state";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";

type Input = { to: Address; self: boolean };

/** Says who votes with the wallet's AMB: itself, or somebody it trusts. The tokens stay where they are. */
export const delegate = defineFlow<Input>({
  title: ({ self }) => (self ? "Vote yourself" : "Let another wallet vote for you"),
  words: ({ to, self }) => [
    self
      ? "The AMB in your wallet, now and later, become your votes."
      : `The AMB in your wallet, now and later, become votes of ${short(to)}. You can take them back at any time.`,
    "No token moves. It counts for every vote that begins after it, not for one that runs already.",
  ],
  effects: async ({ chain, market, wallet }, { to }) => {
    const token = tokenAt(market);
    const [balance, before, votes] = await Promise.all([
      chain.readContract({ ...token, functionName: "balanceOf", args: [wallet] }),
      chain.readContract({ ...token, functionName: "delegates", args: [wallet] }),
      chain.readContract({ ...token, functionName: "getVotes", args: [to] }),
    ]);
    if (balance === 0n)
      throw new FlowError("impossible", {
        detail: "There are no AMB in your wallet, so there are no votes to hand on.",
      });
    if (isAddressEqual(before, to))
      throw new FlowError("impossible", { detail: "Your AMB vote there already." });
    return [
      { name: "Who votes with your AMB", before: before === zeroAddress ? "nobody" : before, after: to },
      {
        name: isAddressEqual(to, wallet) ? "Your votes" : "Votes of that wallet",
        before: ambText(votes),
        after: ambText(votes + balance),
      },
    ];
  },
  steps: [
    sendTo("the token", async ({ market }, { to }) => ({
      to: contractOf(market, "token"),
      data: encodeFunctionData({ abi: tokenAbi, functionName: "delegate", args: [to] }),
    })),
    seeWhenIndexed("See it in your votes"),
  ],
  done: ({ self }) => (self ? "Your AMB vote with you." : "Your AMB vote with that wallet."),
});

const short = (address: Address) => `${address.slice(0, 6)}…${address.slice(-4)}`;
