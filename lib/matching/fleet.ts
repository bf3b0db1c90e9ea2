import type { Hex } from "viem";
import type { Spread } from "@/lib/orders/spec";
import { summarise } from "./explain";
import type { Decision } from "./match";
import type { DeviceRecord } from "./match-request";
import type { Ranked } from "./rank";

/** Devices of one group fail together, so that a fleet has at most one of each. Undefined: nobody knows its group. */
export function groupOf(spread: Spread, device: DeviceRecord): string | undefined {
  switch (spread) {
    case "anywhere":
      return device.id;
    case "country":
      return device.country;
    case "area":
      return device.area ?? undefined;
    case "operator":
      return device.operator;
    case "network":
      return device.network === 0 ? undefined : String(device.network);
  }
}

/**
 * Takes devices, best first, that are of no group taken before, until `wanted` are. `taken` grows with them.
 *
 * Nothing does better: of each group only its best device can be worth taking, and of these the first
 * `wanted` have the fewest points together; nor do more devices fit, because every group gives one.
 */
export function pickApart(
  ranked: readonly Ranked[],
  group: (device: Hex) => string | undefined,
  taken: Set<string>,
  wanted: number,
): Ranked[] {
  const picked: Ranked[] = [];
  for (const each of ranked) {
    if (picked.length === wanted) break;
    const own = group(each.device);
    if (own === undefined || taken.has(own)) continue;
    taken.add(own);
    picked.push(each);
  }
  return picked;
}

const groups: Record<Spread, string> = {
  anywhere: "",
  country: "of different countries",
  area: "of different areas",
  network: "of different networks",
  operator: "of different operators",
};

/** What nobody knows of devices that are of no group. */
const unknownOf: Partial<Record<Spread, string>> = {
  area: "the area of devices whose operators do not say where they stand",
  network: "the network of devices that call from the gateway's own machine or a private network",
};

/** What a fleet found: the devices that it would take, as many as there are, and how many could take one order each. */
export type FleetFit = {
  picked: Ranked[];
  feasible: number;
  /** Of how many of those that were looked at nobody knows the group: they are left out. */
  leftOut: number;
  /** Whether no device was left unseen; if one was, both may be more. */
  isWhole: boolean;
  /** Whether it is certain that no other choice within the budget has fewer points. */
  isBest: boolean;
  /** What so many devices cost an hour at least; left out where the best are within the budget, or too few. */
  leastRate?: number | undefined;
};

/** Micro-dollars an hour of all these devices. */
export const rateOf = (picked: readonly Pick<Ranked, "ratePerHour">[]): number =>
  picked.reduce((sum, { ratePerHour }) => sum + ratePerHour, 0);

/**
 * "7 devices can take it, 3 of different networks; 2 are left out: nobody knows …", or that there are no more
 * than those that fit, or why none does.
 */
export function summariseFleet(
  spread: Spread,
  { picked, feasible, leftOut, isWhole, leastRate }: FleetFit,
  decision: Decision,
): string {
  if (feasible === 0) return summarise(decision);
  const least = isWhole ? "" : "at least ";
  const able = `${least}${feasible} ${feasible === 1 ? "device" : "devices"} can take it`;
  if (spread === "anywhere" || leastRate !== undefined) return able;
  const apart = `${able}, ${least}${picked.length} ${groups[spread]}`;
  if (leftOut === 0) return apart;
  return `${apart}; ${leftOut} ${leftOut === 1 ? "is" : "are"} left out: nobody knows ${unknownOf[spread]}`;
}
