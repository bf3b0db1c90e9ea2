import fc from "fast-check";
import { expect, test } from "vitest";
import { spreads } from "@/lib/orders/spec";
import { groupOf, pickApart, rateOf } from "./fleet";
import { pickWithin } from "./fleet-budget";
import { match } from "./match";
import type { Ranked } from "./rank";
import { matchRequest, registry } from "./testing/arbitraries";

const order = fc.record({ request: matchRequest, spread: fc.constantFrom(...spreads), wanted: fc.nat(5) });

test("the picked devices are of different groups, as many as fit, and no other choice has fewer points", () => {
  fc.assert(
    fc.property(registry(9), order, (devices, { request, spread, wanted }) => {
      const records = new Map(devices.map((device) => [device.id, device]));
      const { ranked } = match(request, devices, { runnersUp: Infinity });
      const group = (device: `0x${string}`) => groupOf(spread, records.get(device)!);
      const picked = pickApart(ranked, group, new Set(), wanted);
      const best = bestChoice(ranked, wanted, (each) => groupOf(spread, records.get(each.device)!));
      expect(new Set(picked.map(({ device }) => group(device))).size).toBe(picked.length);
      expect([picked.length, points(picked)]).toEqual([best.length, points(best)]);
    }),
    { numRuns: 500 },
  );
});

test("what is taken already is not picked again", () => {
  fc.assert(
    fc.property(registry(9), order, (devices, { request, spread, wanted }) => {
      const records = new Map(devices.map((device) => [device.id, device]));
      const { ranked } = match(request, devices, { runnersUp: Infinity });
      const group = (device: `0x${string}`) => groupOf(spread, records.get(device)!);
      const taken = new Set<string>();
      const first = pickApart(ranked, group, taken, wanted);
      const second = pickApart(ranked, group, taken, 9);
      const all = [...first, ...second].map(({ device }) => group(device));
      expect(new Set(all).size).toBe(all.length);
    }),
  );
});

test("within a budget no other choice has fewer points, and where none fits it is said from what it would", () => {
  const told = { within: 0, over: 0 };
  fc.assert(
    fc.property(fleetAndBudget, ({ ranked, group, wanted, budget }) => {
      const choice = pickWithin(ranked, group, new Set(), wanted, budget);
      const fitting = bestChoice(ranked, wanted, ({ device }) => group(device), budget);
      const any = bestChoice(ranked, wanted, ({ device }) => group(device));
      if (any.length < wanted) return;
      expect(choice.isBest).toBe(true);
      if (fitting.length === wanted) {
        expect([choice.picked.length, points(choice.picked)]).toEqual([wanted, points(fitting)]);
        expect(rateOf(choice.picked)).toBeLessThanOrEqual(budget);
        expect(new Set(choice.picked.map(({ device }) => group(device))).size).toBe(wanted);
        told.within += Number(choice.leastRate !== undefined);
      } else {
        // Nor would it fit a budget that is any smaller than the one that is named; so many fit this one.
        const { leastRate } = choice;
        const most = (limit: number) =>
          bestChoice(ranked, wanted, ({ device }) => group(device), limit).length;
        expect(most(leastRate!)).toBe(wanted);
        expect(most(leastRate! - 1)).toBeLessThan(wanted);
        expect(choice.picked).toHaveLength(fitting.length);
        told.over++;
      }
    }),
    { numRuns: 1000 },
  );
  // Both happened often enough to mean something.
  expect(Math.min(told.within, told.over)).toBeGreaterThan(20);
});

test("what comes to no less than the reach of a choice makes no better one possible", () => {
  let hidden = 0;
  fc.assert(
    fc.property(fleetAndBudget, ({ ranked, group, wanted, budget, seen }) => {
      const known = ranked.filter((_, at) => seen[at]);
      const choice = pickWithin(known, group, new Set(), wanted, budget);
      if (!choice.beyond) return;
      const { multiplier, reach } = choice.beyond;
      const groups = new Set(known.map(({ device }) => group(device)));
      const rest = ranked.filter(({ device, score, ratePerHour }, at) => {
        const own = group(device);
        return !seen[at] && score + multiplier * ratePerHour >= reach(groups.has(own) ? own : undefined);
      });
      hidden += rest.length;
      const both = ranked.filter((each) => known.includes(each) || rest.includes(each));
      expect(points(pickWithin(both, group, new Set(), wanted, budget).picked)).toBe(points(choice.picked));
    }),
    { numRuns: 1000 },
  );
  expect(hidden).toBeGreaterThan(20);
});

test("where points are the price with another sign, it is too much work, and the answer says so", () => {
  const ranked = Array.from({ length: 60 }, (_, n) => {
    const ratePerHour = 2_000 + ((n * n * 7919) % 40_009);
    return { device: `0x${n}` as const, ratePerHour, score: 1e9 - 1000 * ratePerHour, terms: {} as never };
  }).sort((a, b) => a.score - b.score);
  const own = (device: string) => device;
  const least = rateOf(ranked.toReversed().slice(0, 10));
  const { picked, isBest } = pickWithin(ranked, own, new Set(), 10, 2 * least + 1);
  expect(isBest).toBe(false);
  expect(picked).toHaveLength(10);
  expect(rateOf(picked)).toBeLessThanOrEqual(2 * least + 1);
});

/** Devices of a few groups, which differ in price and points by little and by much, and a budget that may do. */
const fleetAndBudget = fc
  .record({
    devices: fc.array(
      fc.record({
        rate: fc.oneof(fc.nat(8), fc.nat(100_000)),
        score: fc.oneof(fc.nat(8), fc.nat(1_000_000)),
        group: fc.oneof(fc.nat(4), fc.constant(undefined)),
      }),
      { minLength: 3, maxLength: 10 },
    ),
    areAlone: fc.boolean(),
    wanted: fc.integer({ min: 1, max: 4 }),
    /** Tenths of the way from what the cheapest cost to what the best do. */
    tenths: fc.integer({ min: -2, max: 9 }),
    seen: fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
  })
  .map(({ devices, areAlone, wanted, tenths, seen }) => {
    const ranked = devices
      .map(({ rate, score }, n) => ({
        device: `0x${n}` as const,
        ratePerHour: rate,
        score,
        terms: {} as Ranked["terms"],
      }))
      .sort((a, b) => a.score - b.score);
    const group = (device: string) => {
      const own = areAlone ? Number(device) : devices[Number(device)]!.group;
      return own === undefined ? undefined : String(own);
    };
    const rateAmong = (inOrder: Ranked[]) => rateOf(pickApart(inOrder, group, new Set(), wanted));
    const least = rateAmong(ranked.toSorted((a, b) => a.ratePerHour - b.ratePerHour));
    const budget = least + Math.floor((tenths * (rateAmong(ranked) - least)) / 10);
    return { ranked, group, wanted, budget, seen };
  });

const points = (picked: readonly Ranked[]) => picked.reduce((sum, { score }) => sum + score, 0);

/** Every choice of so many devices is looked at: the most that fit, and of those the fewest points. */
function bestChoice(
  ranked: readonly Ranked[],
  wanted: number,
  group: (each: Ranked) => ReturnType<typeof groupOf>,
  budget = Infinity,
): Ranked[] {
  let best: Ranked[] = [];
  for (let choice = 0; choice < 2 ** ranked.length; choice++) {
    const chosen = ranked.filter((_, at) => choice & (1 << at));
    const groups = chosen.map(group);
    if (rateOf(chosen) > budget) continue;
    if (chosen.length > wanted || groups.includes(undefined) || new Set(groups).size < groups.length)
      continue;
    if (chosen.length > best.length || (chosen.length === best.length && points(chosen) < points(best)))
      best = chosen;
  }
  return best;
}
