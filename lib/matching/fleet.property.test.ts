import fc from "fast-check";
import { expect, test } from "vitest";
import { spreads } from "@/lib/orders/spec";
import { groupOf, pickApart } from "./fleet";
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

const points = (picked: readonly Ranked[]) => picked.reduce((sum, { score }) => sum + score, 0);

/** Every choice of so many devices is looked at: the most that fit, and of those the fewest points. */
function bestChoice(
  ranked: readonly Ranked[],
  wanted: number,
  group: (each: Ranked) => ReturnType<typeof groupOf>,
): Ranked[] {
  let best: Ranked[] = [];
  for (let choice = 0; choice < 2 ** ranked.length; choice++) {
    const chosen = ranked.filter((_, at) => choice & (1 << at));
    const groups = chosen.map(group);
    if (chosen.length > wanted || groups.includes(undefined) || new Set(groups).size < groups.length)
      continue;
    if (chosen.length > best.length || (chosen.length === best.length && points(chosen) < points(best)))
      best = chosen;
  }
  return best;
}
