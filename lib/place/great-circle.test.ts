import fc from "fast-check";
import { expect, test } from "vitest";
import { greatCircle } from "./great-circle";
import { fromMap, toMap, worldWidth } from "./mercator";
import type { Place } from "./place";

const place = fc.record({
  latE6: fc.integer({ min: -75_000_000, max: 75_000_000 }),
  lngE6: fc.integer({ min: -180_000_000, max: 180_000_000 }),
});
const at = (latitude: number, longitude: number): Place => ({
  latE6: Math.round(latitude * 1e6),
  lngE6: Math.round(longitude * 1e6),
});
/** By the haversine formula, which has nothing of the vectors that are tested. */
function km(a: Place, b: Place): number {
  const [latA, latB] = [a.latE6, b.latE6].map((e6) => (e6 / 180e6) * Math.PI) as [number, number];
  const lng = ((b.lngE6 - a.lngE6) / 180e6) * Math.PI;
  const hav = Math.sin((latB - latA) / 2) ** 2 + Math.cos(latA) * Math.cos(latB) * Math.sin(lng / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(hav)));
}
/** The place at a point of a line that may have left the drawn world. */
const placeAt = ([x, y]: readonly [number, number]) =>
  fromMap(((x % worldWidth) + worldWidth) % worldWidth, y);

test("it leads from the one to the other, in one line, and no way is shorter", () =>
  fc.assert(
    fc.property(place, place, (from, to) => {
      const points = greatCircle(from, to);
      expect(km(from, placeAt(points[0]!))).toBeLessThan(0.01);
      expect(km(to, placeAt(points.at(-1)!))).toBeLessThan(0.01);
      const steps = points.slice(1).map((point, index) => [points[index]!, point] as const);
      for (const [[x], [nextX]] of steps) expect(Math.abs(nextX - x)).toBeLessThan(worldWidth / 2 + 1);
      const way = steps.reduce((sum, [a, b]) => sum + km(placeAt(a), placeAt(b)), 0);
      expect(Math.abs(way - km(from, to))).toBeLessThan(0.1);
    }),
  ));

test("across the Pacific it goes on beyond the edge", () => {
  const points = greatCircle(at(35.7, 139.7), at(37.8, -122.4));
  expect(points.at(-1)![0]).toBeCloseTo(toMap(37.8, -122.4)[0] + worldWidth);
});

test.each([
  ["the same place", at(52.5, 13.4), at(52.5, 13.4)],
  ["opposite places", at(40, 10), at(-40, -170)],
  ["a pole to the other", at(90, 0), at(-90, 0)],
])("%s has a way, too", (_, from, to) =>
  expect(greatCircle(from, to).flat().every(Number.isFinite)).toBe(true),
);
