import type { Hex } from "viem";
import type { ReasonCode } from "@/lib/reasons";
import { exclusions, type Exclusion } from "./feasible";
import type { DeviceRecord, MatchRequest } from "./match-request";
import { compareRanked, rank, type Ranked } from "./rank";

/** How one limit stands in the way, over all devices that were looked at. */
export type ConstraintCount = {
  code: ReasonCode;
  /** Devices that do not meet it. */
  excludes: number;
  /** Devices that fail only this one: what would be gained if it were relaxed. */
  alone: number;
  /** The lowest rate among those, in micro-dollars an hour. */
  aloneFromRate?: number;
};

/** The engine's answer, with everything that is needed to explain and replay it. */
export type Decision = {
  /** Best first, at most `runnersUp + 1`. Empty when nothing matches. */
  ranked: Ranked[];
  considered: number;
  feasible: number;
  /** Most excluding first. */
  constraints: ConstraintCount[];
  /** For every device that cannot take the order: each limit it fails. */
  excluded: { device: Hex; exclusions: Exclusion[] }[];
};

/**
 * The exact best devices of a registry snapshot for an order, and why the others were not chosen.
 * A function of its arguments: same order, same snapshot, same answer.
 */
export function match(request: MatchRequest, devices: Iterable<DeviceRecord>, runnersUp = 4): Decision {
  const ranked: Ranked[] = [];
  const excluded: Decision["excluded"] = [];
  const rates = new Map<Hex, number>();
  let considered = 0;
  for (const device of devices) {
    considered += 1;
    const failed = exclusions(request, device);
    if (failed.length === 0) ranked.push(rank(request, device));
    else excluded.push({ device: device.id, exclusions: failed });
    if (failed.length === 1) rates.set(device.id, rank(request, device).ratePerHour);
  }
  ranked.sort(compareRanked(request.id));
  return {
    ranked: ranked.slice(0, runnersUp + 1),
    considered,
    feasible: ranked.length,
    constraints: countConstraints(excluded, rates),
    excluded,
  };
}

function countConstraints(
  excluded: Decision["excluded"],
  rates: ReadonlyMap<Hex, number>,
): ConstraintCount[] {
  const counts = new Map<ReasonCode, ConstraintCount>();
  for (const { device, exclusions } of excluded) {
    for (const { code } of exclusions) {
      const count = counts.get(code) ?? { code, excludes: 0, alone: 0 };
      counts.set(code, count);
      count.excludes += 1;
      if (exclusions.length > 1) continue;
      count.alone += 1;
      count.aloneFromRate = Math.min(count.aloneFromRate ?? Infinity, rates.get(device)!);
    }
  }
  return [...counts.values()].sort((a, b) => b.excludes - a.excludes || (a.code < b.code ? -1 : 1));
}
