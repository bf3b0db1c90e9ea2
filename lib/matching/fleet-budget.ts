import type { Hex } from "viem";
import { pickApart, rateOf } from "./fleet";
import { groupsOf, priceMoney, type Group } from "./fleet-groups";
import { followWays } from "./fleet-ways";
import type { Ranked } from "./rank";

/** What a fleet takes of the devices that were looked at, and what may be hidden behind those that were not. */
export type FleetChoice = {
  /** Best first: as many as wanted, or as many as there are, or of the cheapest as many as the budget pays for. */
  picked: Ranked[];
  /** Whether no choice of these devices has fewer points. */
  isBest: boolean;
  /** What so many cost an hour at least; left out where the budget does not matter. */
  leastRate?: number;
  /**
   * What else there is matters only if its points, and its rate times `multiplier`, come to less than `reach`:
   * for a device of this group, or (left out) of one that none of these is of. Left out where more devices
   * change nothing, if no better and no cheaper ones are among them.
   */
  beyond?: { multiplier: number; reach: (group?: string) => number };
};

/**
 * The devices with the fewest points together, `wanted` of them and no two of one group, that cost at most
 * `budget` micro-dollars an hour together. `ranked` are best first; `taken` are groups that give none.
 *
 * It is a knapsack, and those can be hard. If money is given a price in points (Lagrange's multiplier), the best
 * device of each group and the best groups are the best choice again, and their points at that price, less
 * what the budget is worth, are a bound that no choice within the budget undercuts (Fisher, "The Lagrangian
 * relaxation method for solving integer programming problems", 1981). Where devices differ in more than price the
 * bound is so near that hardly more devices matter than are wanted. Where points and price are one and the
 * same thing with another sign, there may be too many ways to follow; then `isBest` is false.
 *
 * Points are whole numbers, and exact while those of all wanted devices together stay below 2^53.
 */
export function pickWithin(
  ranked: readonly Ranked[],
  group: (device: Hex) => string | undefined,
  taken: ReadonlySet<string>,
  wanted: number,
  budget: number,
): FleetChoice {
  const best = pickApart(ranked, group, new Set(taken), wanted);
  if (best.length < wanted || rateOf(best) <= budget) return { picked: best, isBest: true };
  const groups = groupsOf(ranked, group, taken);
  const cheapest = cheapestOf(groups, wanted);
  const leastRate = rateOf(cheapest);
  if (leastRate > budget) return { picked: paidFor(cheapest, budget), isBest: true, leastRate };
  const { fits, tight } = priceMoney(groups, wanted, budget);
  const first = fits.rate <= budget ? fits.groups.slice(0, wanted).map(({ best: own }) => own) : cheapest;
  const found = followWays(tight, wanted, budget, pointsOf(first));
  const picked = new Set(found.picked ?? first);
  const gap = pointsOf([...picked]) - tight.bound;
  const costs = new Map(tight.groups.slice(0, wanted).map(({ name, cost }) => [name, cost]));
  const last = tight.groups[wanted - 1]!.cost;
  return {
    picked: ranked.filter((each) => picked.has(each)),
    isBest: found.isWhole,
    leastRate,
    beyond: { multiplier: tight.multiplier, reach: (name = "") => (costs.get(name) ?? last) + gap },
  };
}

const pointsOf = (picked: readonly Ranked[]) => picked.reduce((sum, { score }) => sum + score, 0);

const cheapestOf = (groups: readonly Group[], wanted: number): Ranked[] =>
  groups
    .map(({ options }) => options.at(-1)!)
    .sort((a, b) => a.ratePerHour - b.ratePerHour || a.score - b.score)
    .slice(0, wanted);

/** As many of the cheapest as the budget pays for. */
function paidFor(cheapest: readonly Ranked[], budget: number): Ranked[] {
  let left = budget;
  return cheapest.filter(({ ratePerHour }) => (left -= ratePerHour) >= 0);
}
