import { executionOf, type Operation } from "@/lib/governance/execution-of";
import { figureText, paramName } from "@/lib/governance/param-value";
import { contractOf } from "@/components/transactions/escrow-state";
import { FlowError } from "@/components/transactions/failure-of";
import { defineFlow, type FlowContext } from "@/components/transactions/flow-types";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";

type Input = { proposal: string; title: string; operation: Operation["id"] };

/** Carries out what waited in the upgrade timelock. Anyone may. */
export const executeOperation = defineFlow<Input>({
  title: () => "Carry it out after the further delay",
  words: ({ title }) => [
    `What “${title}” put into the upgrade timelock happens now, in one transaction: all of it or nothing.`,
    "Anyone may do this; it only costs the network’s fee.",
  ],
  effects: async (context, input) => {
    const { calls, ...operation } = await operationOf(context, input);
    await context.simulate(callOf(context, { calls, ...operation }));
    const figures = calls.flatMap(({ figure }) => figure ?? []);
    if (figures.length === 0)
      return [{ name: "The act", before: "waits in the upgrade timelock", after: "carried out" }];
    return figures.map(({ contract, name, before, after }) => ({
      name: name === "code" ? `Code of ${contract}` : paramName(name),
      before: before === null ? "not set" : figureText(name, before),
      after: figureText(name, after),
    }));
  },
  steps: [
    sendTo("the upgrade timelock", async (context, input) =>
      callOf(context, await operationOf(context, input)),
    ),
    seeWhenIndexed("See it in force"),
  ],
  done: () => "It is carried out.",
});

async function operationOf({ api }: FlowContext, { proposal, operation }: Input) {
  const { operations } = await api.governance.proposal({ id: proposal });
  const found = operations.find(({ id }) => id === operation);
  if (!found)
    throw new FlowError("impossible", { detail: "This gateway does not know that act. Reload the page." });
  return found;
}

const callOf = ({ market }: FlowContext, operation: Operation) => ({
  to: contractOf(market, "upgradeTimelock"),
  data: executionOf(operation),
});
