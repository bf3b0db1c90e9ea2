import type { Place } from "./place";

/** Width of the drawn world: whole numbers of it are fine enough for the largest zoom (a step is 1.1 km at the equator). */
export const worldWidth = 36_000;

const radius = worldWidth / (2 * Math.PI);

/** Web Mercator in map units, x to the east from 180° W, y to the south from the top of the square world. */
export function toMap(latitude: number, longitude: number): [x: number, y: number] {
  const phi = (latitude * Math.PI) / 180;
  return [((longitude + 180) / 360) * worldWidth, worldWidth / 2 - Math.asinh(Math.tan(phi)) * radius];
}

/** The place at a point of the map, in micro-degrees; beyond the edge of the world is its edge. */
export function fromMap(x: number, y: number): Place {
  const within = Math.min(worldWidth, Math.max(0, x));
  return {
    latE6: Math.round((Math.atan(Math.sinh((worldWidth / 2 - y) / radius)) * 180e6) / Math.PI),
    lngE6: Math.round((within / worldWidth) * 360e6 - 180e6),
  };
}
