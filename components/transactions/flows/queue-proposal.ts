import { encodeFunctionData } from "viem";
import { governorAbi } from "@/lib/chain/abi/governor";
import { contractOf } from "@/components/transactions/escrow-state";
import { defineFlow, type FlowContext } from "@/components/transactions/flow-types";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";

type Input = { proposal: string; title: string };

/** Puts what has passed into the timelock. Anyone may. */
export const queueProposal = defineFlow<Input>({
  title: () => "Queue what was decided",
  words: ({ title }) => [
    `“${title}” has passed. It goes into the timelock, which waits before anything happens.`,
    "Anyone may do this; it only costs the network’s fee.",
  ],
  effects: async (context, input) => {
    await context.simulate(callOf(context, input));
    return [{ name: "The proposal", before: "passed", after: "waits in the timelock" }];
  },
  steps: [
    sendTo("the governor", async (context, input) => callOf(context, input)),
    seeWhenIndexed("See it queued"),
  ],
  done: () => "It waits in the timelock. The page shows when it can be carried out.",
});

const callOf = ({ market }: FlowContext, { proposal }: Input) => ({
  to: contractOf(market, "governor"),
  data: encodeFunctionData({ abi: governorAbi, functionName: "queue", args: [BigInt(proposal)] }),
});
