import { encodeFunctionData } from "viem";
import { governorAbi } from "@/lib/chain/abi/governor";
import { figureText, paramName } from "@/lib/governance/param-value";
import { contractOf } from "@/components/transactions/escrow-state";
import { defineFlow, type FlowContext } from "@/components/transactions/flow-types";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";

type Input = { proposal: string; title: string };

/** Carries out what was decided, after the timelock. Anyone may. */
export const executeProposal = defineFlow<Input>({
  title: () => "Carry it out",
  words: ({ title }) => [
    `What “${title}” decided happens now, in one transaction: all of it or nothing.`,
    "Anyone may do this; it only costs the network’s fee.",
  ],
  effects: async (context, input) => {
    await context.simulate(callOf(context, input));
    const { actions } = await context.api.governance.proposal({ id: input.proposal });
    const figures = actions.flatMap(({ figure }) => figure ?? []);
    if (figures.length === 0) return [{ name: "The proposal", before: "decided", after: "carried out" }];
    return figures.map(({ name, before, after }) => ({
      name: paramName(name),
      before: before === null ? "not set" : figureText(name, before),
      after: figureText(name, after),
    }));
  },
  steps: [
    sendTo("the governor", async (context, input) => callOf(context, input)),
    seeWhenIndexed("See it in force"),
  ],
  done: () => "It is carried out.",
});

const callOf = ({ market }: FlowContext, { proposal }: Input) => ({
  to: contractOf(market, "governor"),
  data: encodeFunctionData({ abi: governorAbi, functionName: "execute", args: [BigInt(proposal)] }),
});
