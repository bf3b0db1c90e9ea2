import type { Hex } from "viem";
import { compareCounts, type ConstraintCount } from "@/lib/matching/count-constraints";
import type { MatchRequest } from "@/lib/matching/match-request";
import { BestFound } from "./best-found";
import { leafSize } from "./device-leaves";
import { LimitCheck, limits } from "./limits";
import type { PackedTree } from "./packed-tree";
import type { Query } from "./query";

/** What every device says to an order: how many could take it, how many fail each limit, and who fails least. */
export type Census = {
  considered: number;
  feasible: number;
  constraints: ConstraintCount[];
  /** Devices that fail fewest limits first, then the cheapest. */
  nearest: Hex[];
};

/** Rates are below this, so that one more limit outweighs any price. */
const perLimit = 2 ** 43;

/** Leaves that are asked before the caller may do something else: about a millisecond. */
const leavesAtOnce = 256;

/**
 * Asks every device of an index for every limit. Counts for people; the choice itself never needs them. Gives way
 * every millisecond: devices that change meanwhile are counted as they were or as they are.
 */
export function* countMisses(
  { leaves, directory }: PackedTree,
  query: Query,
  request: MatchRequest,
  nearestWanted: number,
): Generator<void, Census> {
  const check = new LimitCheck(leaves, query, request);
  const tally = new Tally();
  const nearest = new BestFound(directory);
  nearest.begin(nearestWanted, new Uint32Array(query.circle.length));
  let feasible = 0;
  for (let leaf = 0; leaf < leaves.count; leaf++) {
    if (leaf % leavesAtOnce === leavesAtOnce - 1) yield;
    for (let bits = leaves.occupied[leaf]!; bits !== 0; bits &= bits - 1) {
      const slot = leaf * leafSize + 31 - Math.clz32(bits & -bits);
      const rate = check.ratePerHour(slot);
      const failed = check.failed(slot, rate);
      if (failed === 0) {
        feasible++;
        continue;
      }
      const misses = tally.add(failed);
      nearest.offer(misses * perLimit + rate, slot);
      if (misses > 1) continue;
      const limit = 31 - Math.clz32(failed);
      tally.addAlone(limit, rate, limits[limit]!.nearest ? check.has(slot, limit, rate) : undefined);
    }
  }
  return {
    considered: directory.size,
    feasible,
    constraints: tally.counts(),
    nearest: directory.idsOf(nearest.slots, nearest.count),
  };
}

class Tally {
  private readonly byLimit = limits.map(({ code, resource }): ConstraintCount => {
    return { code, ...(resource && { resource }), excludes: 0, alone: 0 };
  });

  /** Counts a device at each limit that it fails; returns how many these are. */
  add(failed: number): number {
    let misses = 0;
    for (let left = failed; left !== 0; left &= left - 1, misses++)
      this.byLimit[31 - Math.clz32(left & -left)]!.excludes++;
    return misses;
  }

  addAlone(limit: number, rate: number, has: number | undefined): void {
    const count = this.byLimit[limit]!;
    count.alone++;
    count.aloneFromRate = Math.min(count.aloneFromRate ?? Infinity, rate);
    if (has === undefined) return;
    const nearer = limits[limit]!.nearest === "most" ? Math.max : Math.min;
    count.aloneNearest = nearer(count.aloneNearest ?? has, has);
  }

  counts(): ConstraintCount[] {
    return this.byLimit.filter(({ excludes }) => excludes > 0).sort(compareCounts);
  }
}
