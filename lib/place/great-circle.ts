import { toMap, worldWidth } from "./mercator";
import type { Place } from "./place";

type Vector = readonly [x: number, y: number, z: number];

/** Straight pieces of the drawn way: with so many nobody sees a corner at the size of a phone. */
const pieces = 48;

/**
 * The shortest way over the earth between two places, in map units. Where it crosses 180° it goes on beyond the
 * edge of the world, so that it is one line. Between opposite points every way is as short; one of them is taken.
 */
export function greatCircle(from: Place, to: Place): [x: number, y: number][] {
  const [a, b] = [unit(from), unit(to)];
  const axis = normal(cross(a, b)) ?? normal(cross(a, [0, 0, 1])) ?? [1, 0, 0];
  const ahead = cross(axis, a);
  const angle = Math.atan2(Math.hypot(...cross(a, b)), dot(a, b));
  const points: [number, number][] = [];
  for (let piece = 0; piece <= pieces; piece++) {
    const turn = (angle * piece) / pieces;
    const at = ([0, 1, 2] as const).map((i) => a[i] * Math.cos(turn) + ahead[i] * Math.sin(turn));
    const [x, y] = toMap(degrees(Math.asin(clamp(at[2]!))), degrees(Math.atan2(at[1]!, at[0]!)));
    const lastX = points.at(-1)?.[0] ?? x;
    points.push([x + Math.round((lastX - x) / worldWidth) * worldWidth, y]);
  }
  return points;
}

function unit({ latE6, lngE6 }: Place): Vector {
  const [lat, lng] = [radians(latE6), radians(lngE6)];
  return [Math.cos(lat) * Math.cos(lng), Math.cos(lat) * Math.sin(lng), Math.sin(lat)];
}

const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Nothing for what has no direction. */
function normal(vector: Vector): Vector | undefined {
  const length = Math.hypot(...vector);
  return length < 1e-9 ? undefined : [vector[0] / length, vector[1] / length, vector[2] / length];
}

const radians = (e6: number): number => (e6 / 180e6) * Math.PI;
const degrees = (angle: number): number => (angle * 180) / Math.PI;
const clamp = (value: number): number => Math.max(-1, Math.min(1, value));
