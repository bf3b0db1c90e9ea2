import type { Place } from "./place";

/**
 * A place as the engine sees it: a point on the earth in steps of 200 m along three axes from its
 * centre. Two integers of 16 bits would not give distances without trigonometry; three do, and 200 m
 * are 3 µs of round trip, far below what a published cell of 9 km says.
 */
export type GridPlace = { x: number; y: number; z: number };

/** Mean radius of the earth (IUGG) in grid steps. Below 2^15, so that an axis fits 16 bits. */
export const gridRadius = 6371.0088 / 0.2;

const radians = (e6: number) => (e6 / 1e6) * (Math.PI / 180);

/** The nearest grid point of a place. */
export function toGrid({ latE6, lngE6 }: Place): GridPlace {
  const [lat, lng] = [radians(latE6), radians(lngE6)];
  return {
    x: Math.round(gridRadius * Math.cos(lat) * Math.cos(lng)),
    y: Math.round(gridRadius * Math.cos(lat) * Math.sin(lng)),
    z: Math.round(gridRadius * Math.sin(lat)),
  };
}

/** Square of the straight line between two grid points, in grid steps squared: a whole number below 2^32. */
export function chordSquared(a: GridPlace, b: GridPlace): number {
  return (a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2;
}

/** Length of the great circle over a chord, in grid steps. Strictly rising with the chord. */
export function arcOfChord(chordSquared: number): number {
  return 2 * gridRadius * Math.asin(Math.min(1, Math.sqrt(chordSquared) / (2 * gridRadius)));
}
