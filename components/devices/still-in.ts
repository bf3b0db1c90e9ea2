import type { Hex } from "viem";
import type { FlowRecord } from "@/components/transactions/flow-store";
import type { FlowInput } from "@/components/transactions/flows";
import { outOf } from "@/components/transactions/flows/retire-devices";

/** The selected devices: their names by their ids. */
export type Selected = ReadonlyMap<Hex, string>;

/** What is selected and in the market: who stops halfway in taking devices out has taken out the first of them. */
export function stillIn(selected: Selected, flows: readonly FlowRecord[]): Selected {
  const out = new Set(
    flows
      .filter(({ name }) => name === "retire-devices")
      .flatMap(({ input, progress }) => outOf(progress.results, input as FlowInput<"retire-devices">))
      .map(({ device }) => device),
  );
  return out.size === 0 ? selected : new Map([...selected].filter(([id]) => !out.has(id)));
}
