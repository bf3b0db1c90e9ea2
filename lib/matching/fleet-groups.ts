import type { Hex } from "viem";
import type { Ranked } from "./rank";

/** A group of devices of which a fleet has one at most. Best first, each cheaper than all before it: no other is worth taking. */
export type Group = { name: string; options: Ranked[] };

/** The groups of devices that are ranked best first. Devices of no group, or of one that is taken, are in none. */
export function groupsOf(
  ranked: readonly Ranked[],
  group: (device: Hex) => string | undefined,
  taken: ReadonlySet<string>,
): Group[] {
  const groups = new Map<string, Ranked[]>();
  for (const each of ranked) {
    const name = group(each.device);
    if (name === undefined || taken.has(name)) continue;
    const options = groups.get(name);
    if (!options) groups.set(name, [each]);
    else if (each.ratePerHour < options.at(-1)!.ratePerHour) options.push(each);
  }
  return [...groups].map(([name, options]) => ({ name, options }));
}

/** Groups in the order of what their best device comes to if money has a price in points, and what follows from it. */
export type Relaxed = {
  /** Points for each micro-dollar an hour: whole, so that nothing is rounded. */
  multiplier: number;
  groups: (Group & { cost: number; best: Ranked })[];
  /** What the best devices of the first groups cost an hour together. */
  rate: number;
  /** Points that no choice within the budget undercuts. */
  bound: number;
};

/** The best device of each group at a price of money. */
function relaxAt(groups: readonly Group[], wanted: number, budget: number, multiplier: number): Relaxed {
  const costOf = ({ score, ratePerHour }: Ranked) => score + multiplier * ratePerHour;
  const priced = groups
    .map((group) => {
      const best = group.options.reduce((one, other) => (costOf(other) <= costOf(one) ? other : one));
      return { ...group, best, cost: costOf(best) };
    })
    .sort((a, b) => a.cost - b.cost || a.best.ratePerHour - b.best.ratePerHour);
  const first = priced.slice(0, wanted);
  const rate = first.reduce((sum, { best }) => sum + best.ratePerHour, 0);
  const bound = first.reduce((sum, { cost }) => sum + cost, 0) - multiplier * budget;
  return { multiplier, groups: priced, rate, bound };
}

/**
 * The lowest price of money at which the best are within the budget (`fits`, or as near as numbers go), and the
 * price there or just below it whose bound is higher (`tight`). Sums stay below 2^53.
 */
export function priceMoney(
  groups: readonly Group[],
  wanted: number,
  budget: number,
): { fits: Relaxed; tight: Relaxed } {
  const all = groups.flatMap(({ options }) => options);
  const most = (of: (each: Ranked) => number) =>
    wanted * all.reduce((top, each) => Math.max(top, of(each)), 1);
  const room = Number.MAX_SAFE_INTEGER - most(({ score }) => score);
  const highest = Math.max(0, Math.floor(room / most(({ ratePerHour }) => ratePerHour)));
  const at = (multiplier: number) => relaxAt(groups, wanted, budget, multiplier);
  let low = at(0);
  let high = at(Math.min(1, highest));
  while (high.rate > budget && high.multiplier < highest)
    [low, high] = [high, at(Math.min(2 * high.multiplier, highest))];
  while (high.multiplier - low.multiplier > 1) {
    const middle = at(Math.floor((low.multiplier + high.multiplier) / 2));
    if (middle.rate > budget) low = middle;
    else high = middle;
  }
  return { fits: high, tight: low.bound > high.bound ? low : high };
}
