import type { Hex } from "viem";
import { ratePerHourDown } from "@/lib/pricing/rate";
import { countConstraints, type ConstraintCount, type Miss } from "./count-constraints";
import { exclusions, type Exclusion } from "./feasible";
import type { DeviceRecord, MatchRequest } from "./match-request";
import { compareRanked, rank, type Ranked } from "./rank";
import type { Weights } from "./weights";

/** The engine's answer, with everything that is needed to explain and replay it. */
export type Decision = {
  /** Best first. Empty when nothing matches. */
  ranked: Ranked[];
  /** Devices in the snapshot. */
  considered: number;
  /**
   * Whether every device was asked for every limit. An index of millions finds the best without that;
   * then `feasible` counts only those in `ranked`, and the two lists below are empty.
   */
  isCounted: boolean;
  feasible: number;
  /** Most excluding first. */
  constraints: ConstraintCount[];
  /** Devices that cannot take the order with each limit they fail: those that fail fewest first, then the cheapest. */
  excluded: { device: Hex; exclusions: Exclusion[] }[];
  /** What was in force when it was made, where it is kept with its order: a vote may have changed it since. */
  weights?: Weights | undefined;
};

export type MatchLimits = { runnersUp?: number; excludedMax?: number };

/**
 * The exact best devices of a registry snapshot for an order, and why the others were not chosen.
 * A function of its arguments: same order, same snapshot, same answer. This is the definition; the
 * index in `lib/matching/index` gives the same answers without asking every device.
 */
export function match(
  request: MatchRequest,
  devices: Iterable<DeviceRecord>,
  { runnersUp = 4, excludedMax = Infinity }: MatchLimits = {},
): Decision {
  const ranked: Ranked[] = [];
  const misses: Miss[] = [];
  let considered = 0;
  for (const device of devices) {
    considered += 1;
    const failed = exclusions(request, device);
    const ratePerHour = ratePerHourDown(request.resources, device.prices);
    if (failed.length === 0) ranked.push(rank(request, device));
    else misses.push({ device: device.id, exclusions: failed, ratePerHour });
  }
  ranked.sort(compareRanked(request.id));
  misses.sort(compareMisses);
  return {
    ranked: ranked.slice(0, runnersUp + 1),
    considered,
    isCounted: true,
    feasible: ranked.length,
    constraints: countConstraints(misses),
    excluded: misses.slice(0, excludedMax).map(({ device, exclusions }) => ({ device, exclusions })),
  };
}

/** Nearest to a match first. */
function compareMisses(a: Miss, b: Miss): number {
  return (
    a.exclusions.length - b.exclusions.length ||
    a.ratePerHour - b.ratePerHour ||
    (a.device < b.device ? -1 : 1)
  );
}
