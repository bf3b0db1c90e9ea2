import type { Relaxed } from "./fleet-groups";
import type { Ranked } from "./rank";

/** So many ways of taking devices are followed side by side. Few are enough mostly, and then it is soon over. */
const widths = [30, 300, 3000];

/** So many steps of ways are made at most: less than a tenth of a second. */
const stepsMax = 100_000;

/** One way of having taken so many devices of the groups so far. */
type Way = { count: number; rate: number; score: number; bound: number; last?: Ranked; before?: Way };

/**
 * A choice of one device of each of `wanted` groups, within the budget and with fewer points than `worst`; none
 * if there is none. Not whole: it was too much work, and there may be a better one.
 *
 * Groups are gone through one after the other, each taken or left. A way goes on as long as its bound (its own
 * points, and those of the best groups to come at the price of money) is below the best choice found, and no
 * other way with as many devices has as few points and costs as little.
 */
export function followWays(
  relaxed: Relaxed,
  wanted: number,
  budget: number,
  worst: number,
): { picked: Ranked[] | undefined; isWhole: boolean } {
  let best: Way | undefined;
  let steps = 0;
  for (const width of widths) {
    const found = goThrough(relaxed, wanted, budget, best?.score ?? worst, width, stepsMax - steps);
    best = found.best ?? best;
    steps += found.steps;
    if (found.isWhole || steps >= stepsMax)
      return { picked: best && devicesOf(best), isWhole: found.isWhole };
  }
  return { picked: best && devicesOf(best), isWhole: false };
}

function goThrough(
  { groups, multiplier }: Relaxed,
  wanted: number,
  budget: number,
  worst: number,
  width: number,
  stepsLeft: number,
) {
  const sums = [0];
  for (const { cost } of groups) sums.push(sums.at(-1)! + cost);
  let ways: Way[] = [{ count: 0, rate: 0, score: 0, bound: 0 }];
  let best: Way | undefined;
  let isWhole = true;
  let steps = 0;
  for (let at = 0; ways.length > 0; at++) {
    const next: Way[] = [];
    const step = (count: number, rate: number, score: number, more?: Pick<Way, "last" | "before">) => {
      steps++;
      const missing = wanted - count;
      const end = at + 1 + missing;
      if (end > groups.length || rate > budget) return;
      const bound = score + multiplier * (rate - budget) + sums[end]! - sums[at + 1]!;
      if (bound >= (best?.score ?? worst)) return;
      if (missing > 0) next.push({ ...more, count, rate, score, bound });
      else if (score < (best?.score ?? worst)) best = { ...more, count, rate, score, bound };
    };
    for (const way of ways) {
      step(way.count, way.rate, way.score, way);
      for (const last of groups[at]!.options)
        step(way.count + 1, way.rate + last.ratePerHour, way.score + last.score, { last, before: way });
    }
    ways = undominated(next);
    if (ways.length > width) {
      isWhole = false;
      ways = ways.sort((a, b) => a.bound - b.bound).slice(0, width);
    }
    if (steps > stepsLeft && ways.length > 0) return { best, steps, isWhole: false };
  }
  return { best, steps, isWhole };
}

/** Without those that another one with as many devices matches in points and in price. */
function undominated(ways: Way[]): Way[] {
  ways.sort((a, b) => a.count - b.count || a.rate - b.rate || a.score - b.score);
  let last: Way | undefined;
  return ways.filter((way) => {
    if (last?.count === way.count && last.score <= way.score) return false;
    last = way;
    return true;
  });
}

function devicesOf(way: Way): Ranked[] {
  const devices: Ranked[] = [];
  for (let at: Way | undefined = way; at?.last; at = at.before) devices.push(at.last);
  return devices;
}
