import { encodeFunctionData, isAddressEqual } from "viem";
import { governorAbi } from "@/lib/chain/abi/governor";
import { innerCalls, type Call } from "@/lib/governance/describe-call";
import { contractOf } from "@/components/transactions/escrow-state";
import { failureOf } from "@/components/transactions/failure-of";
import { defineFlow, type FlowContext } from "@/components/transactions/flow-types";
import { voteSpans } from "@/components/transactions/governance-state";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";

type Input = {
  title: string;
  /** The whole text, title included: it is part of what is voted on. */
  description: string;
  calls: readonly Call[];
  /** What the calls would do, one sentence each. */
  sentences: readonly string[];
};

/** Puts acts and the reasons for them to the vote. Nothing that they do happens before the vote has passed. */
export const propose = defineFlow<Input>({
  title: ({ title }) => `Propose: ${title}`,
  words: ({ sentences }) => [
    "Everybody can read your proposal from now on, and your address with it. If it passes:",
    ...sentences,
  ],
  effects: async (context, input) => {
    await context.simulate(callOf(context, input));
    const [{ delay, period }, tried] = await Promise.all([
      voteSpans(context),
      tryAsTimelock(context, input.calls),
    ]);
    return [
      { name: "Your proposal", before: "a draft", after: `voted on in ${delay}` },
      { name: "Time to vote", before: "none", after: period },
      { name: "Its acts, carried out today", before: "not tried", after: tried },
    ];
  },
  steps: [
    sendTo("the governor", async (context, input) => callOf(context, input)),
    seeWhenIndexed("See it in the list"),
  ],
  done: () => "It is proposed. The vote begins by itself.",
});

const callOf = ({ market }: FlowContext, { calls, description }: Input) => ({
  to: contractOf(market, "governor"),
  data: encodeFunctionData({
    abi: governorAbi,
    functionName: "propose",
    args: [
      calls.map(({ target }) => target),
      calls.map(({ value }) => value),
      calls.map(({ data }) => data),
      description,
    ],
  }),
});

/**
 * Whether each act would work now if the timelock did it, and what it puts into the upgrade timelock if that one did. A refusal is told and not forbidden: what the treasury lacks
 * today it may have when the vote is over.
 */
async function tryAsTimelock({ chain, market }: FlowContext, calls: readonly Call[]): Promise<string> {
  const timelock = contractOf(market, "timelock");
  const further = calls.flatMap((call) => innerCalls(call, market.contracts));
  const tries = [
    ...calls.map((call) => ({ account: timelock, ...call })),
    ...further.map((call) => ({ account: contractOf(market, "upgradeTimelock"), ...call })),
  ];
  for (const { account, target: to, value, data } of tries) {
    // The governor takes its rules only from a proposal that is being carried out, so there is no trying.
    if (isAddressEqual(to, contractOf(market, "governor"))) continue;
    try {
      await chain.call({ account, to, value, data, blockTag: "pending" });
    } catch (error) {
      return failureOf(error).text;
    }
  }
  return "they would work";
}
