import { encodeFunctionData } from "viem";
import { governorAbi } from "@/lib/chain/abi/governor";
import { contractOf } from "@/components/transactions/escrow-state";
import { defineFlow, type FlowContext } from "@/components/transactions/flow-types";
import { isIndexed } from "@/components/transactions/indexed";

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
    {
      kind: "send",
      name: "Send the transaction",
      why: "Your wallet sends it to the governor and pays the network’s fee.",
      call: async (context, input) => callOf(context, input),
    },
    { kind: "wait-indexed", name: "See it queued", why: "This gateway reads the block.", arrived: isIndexed },
  ],
  done: () => "It waits in the timelock. The page shows when it can be carried out.",
});

const callOf = ({ market }: FlowContext, { proposal }: Input) => ({
  to: contractOf(market, "governor"),
  data: encodeFunctionData({ abi: governorAbi, functionName: "queue", args: [BigInt(proposal)] }),
});
