import type { Hex } from "viem";
import type { FlowRecord } from "@/components/transactions/flow-store";
import type { FlowInput } from "@/components/transactions/flows";
import { changedIn, type NamedDevice } from "@/components/transactions/many-devices";

/** The selected devices: their names by their ids. */
export type Selected = ReadonlyMap<Hex, string>;

/** What is selected and in the market: who stops halfway in taking devices out has taken out the first of them. */
export function stillIn(selected: Selected, flows: readonly FlowRecord[]): Selected {
  const out = new Set(flows.filter(({ name }) => name === "retire-devices").flatMap(changedBy));
  return out.size === 0 ? selected : new Map([...selected].filter(([id]) => !out.has(id)));
}

/** Those whom the contract refused what the last flow of this name was to do with them. */
export function leftBy(flows: readonly FlowRecord[], name: ManyDevices): Selected {
  const flow = flows.findLast((record) => record.name === name);
  const changed = new Set(flow && changedBy(flow));
  const left = flow ? devicesOf(flow).filter(({ device }) => !changed.has(device)) : [];
  return new Map(left.map((each) => [each.device, each.name]));
}

/** The flows that do the same with each of many devices. */
export type ManyDevices = "retire-devices" | "set-class";

const devicesOf = ({ input }: FlowRecord): readonly NamedDevice[] =>
  (input as FlowInput<ManyDevices>).devices;

const changedBy = (flow: FlowRecord): Hex[] =>
  changedIn(flow.progress.results, devicesOf(flow)).map(({ device }) => device);
