import { encodeFunctionData } from "viem";
import { governorAbi } from "@/lib/chain/abi/governor";
import { contractOf } from "@/components/transactions/escrow-state";
import { defineFlow, type FlowContext } from "@/components/transactions/flow-types";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";

type Input = { proposal: string; title: string };

/** Takes one's own proposal back. The governor allows it until voting begins, and to nobody else but the guardian. */
export const cancelProposal = defineFlow<Input>({
  title: () => "Withdraw your proposal",
  words: ({ title }) => [
    `“${title}” is not voted on and nothing of it happens. It stays in the list as withdrawn.`,
    "You can propose it again with another text. Once voting has begun it cannot be withdrawn.",
  ],
  effects: async (context, input) => {
    await context.simulate(callOf(context, input));
    return [{ name: "The proposal", before: "to be voted on", after: "withdrawn" }];
  },
  steps: [
    sendTo("the governor", async (context, input) => callOf(context, input)),
    seeWhenIndexed("See it withdrawn"),
  ],
  done: () => "Your proposal is withdrawn.",
});

const callOf = ({ market }: FlowContext, { proposal }: Input) => ({
  to: contractOf(market, "governor"),
  data: encodeFunctionData({ abi: governorAbi, functionName: "cancel", args: [BigInt(proposal)] }),
});
