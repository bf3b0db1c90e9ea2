import fc from "fast-check";
import { expect, test } from "vitest";
import { distanceKm, estimateRttMicros, type Place } from "./place";

const berlin = { latE6: 52_520_000, lngE6: 13_405_000 };
const sydney = { latE6: -33_868_800, lngE6: 151_209_300 };
const anywhere = fc.record({
  latE6: fc.integer({ min: -90_000_000, max: 90_000_000 }),
  lngE6: fc.integer({ min: -180_000_000, max: 180_000_000 }),
});

test("Berlin is about 16,100 km from Sydney", () =>
  expect(distanceKm(berlin, sydney)).toBeCloseTo(16_091, -2));

test("distance is symmetric and at most half way round the earth", () => {
  fc.assert(
    fc.property(anywhere, anywhere, (a: Place, b: Place) => {
      const there = distanceKm(a, b);
      return Math.abs(there - distanceKm(b, a)) < 1e-6 && there >= 0 && there <= 20_016;
    }),
  );
});

test("next door costs the access time only", () => expect(estimateRttMicros(berlin, berlin, 800)).toBe(800));
