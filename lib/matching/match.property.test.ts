import fc from "fast-check";
import { keccak256, toHex, type Hex } from "viem";
import { expect, test } from "vitest";
import { match } from "./match";
import { matchRequest, registry } from "./testing/arbitraries";
import { device, order } from "./testing/samples";

const all = { runnersUp: 100 };

test("every device is either ranked or has a reason, never both", () => {
  fc.assert(
    fc.property(matchRequest, registry(12), (order, devices) => {
      const { ranked, excluded, considered, feasible } = match(order, devices, all);
      const seen = [...ranked.map((r) => r.device), ...excluded.map((e) => e.device)];
      expect(new Set(seen)).toEqual(new Set(devices.map((d) => d.id)));
      expect(seen.length).toBe(considered);
      expect(ranked.length).toBe(feasible);
      expect(excluded.every((e) => e.exclusions.length > 0)).toBe(true);
    }),
  );
});

test("the answer does not depend on the order in which devices are read", () => {
  fc.assert(
    fc.property(matchRequest, registry(12), (order, devices) => {
      expect(match(order, devices.toReversed())).toEqual(match(order, devices));
    }),
  );
});

test("nobody who could take the order has fewer points than the chosen one", () => {
  fc.assert(
    fc.property(matchRequest, registry(12), (order, devices) => {
      const scores = match(order, devices, all).ranked.map((r) => r.score);
      expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    }),
  );
});

test("the terms add up to the score, and every score is a whole number that a double holds exactly", () => {
  fc.assert(
    fc.property(matchRequest, registry(12), (order, devices) => {
      for (const { terms, score } of match(order, devices, all).ranked) {
        expect(Object.values(terms).reduce((sum, points) => sum + points, 0)).toBe(score);
        expect(Number.isSafeInteger(score)).toBe(true);
      }
    }),
  );
});

test("no chosen device costs more than the order allows", () => {
  fc.assert(
    fc.property(matchRequest, registry(12), (order, devices) =>
      match(order, devices, all).ranked.every((r) => r.ratePerHour <= order.maxRatePerHour),
    ),
  );
});

test("equals take turns: over many orders each of two equal devices wins a fair share", () => {
  // Opposite on the circle, so that each owns half of all hashes.
  const pair = (["2", "a"] as const).map((digit) => device("", { id: `0x${digit}${"0".repeat(63)}` }));
  const winners = Array.from(
    { length: 400 },
    (_, i): Hex => match(order({ id: keccak256(toHex(i)) }), pair).ranked[0]!.device,
  );
  const wins = winners.filter((winner) => winner === pair[0]!.id).length;
  expect(wins).toBeGreaterThan(150);
  expect(wins).toBeLessThan(250);
});
