import { geoMercator } from "d3-geo";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromMap, toMap, worldWidth } from "./mercator";

const latitude = fc.double({ min: -80, max: 80, noNaN: true });
const longitude = fc.double({ min: -179.9, max: 179.9, noNaN: true });

test("the map is the projection with which the land is drawn", () => {
  const drawn = geoMercator()
    .scale(worldWidth / (2 * Math.PI))
    .translate([worldWidth / 2, worldWidth / 2]);
  fc.assert(
    fc.property(latitude, longitude, (lat, lng) => {
      const [x, y] = toMap(lat, lng);
      const [drawnX, drawnY] = drawn([lng, lat])!;
      expect(x).toBeCloseTo(drawnX, 6);
      expect(y).toBeCloseTo(drawnY, 6);
    }),
  );
});

test("a point of the map is the place that was put there", () =>
  fc.assert(
    fc.property(latitude, longitude, (lat, lng) => {
      const place = fromMap(...toMap(lat, lng));
      expect(Math.abs(place.latE6 - lat * 1e6)).toBeLessThanOrEqual(1);
      expect(Math.abs(place.lngE6 - lng * 1e6)).toBeLessThanOrEqual(1);
    }),
  ));

test("beyond the edge is the edge", () => expect(fromMap(-5, 0).lngE6).toBe(-180_000_000));
