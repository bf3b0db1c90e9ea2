import { gridRadius, toGrid } from "./grid-place";
import { rttMicrosPerKm, type Place } from "./place";

/** Where a device stands as round trips see it: a point on the earth and the last mile above it. */
export type NetworkPlace = Place & { accessRttMicros: number };

/** A round trip that somebody at a known place measured to the device. */
export type RoundTrip = { from: Place; rttMicros: number };

/** Below this many landmarks the place stays the claimed one: two circles cross twice. */
export const landmarksMin = 3;

/** Enough for the springs of a whole continent to come to rest. */
const steps = 2000;
const give = 0.6;

type Vector = [x: number, y: number, z: number];

/**
 * Network coordinates on a sphere with a height (Vivaldi, Dabek and others, SIGCOMM 2004, §5.4): the
 * place and the access time for which estimated round trips are nearest to the measured ones. Each
 * measurement is a spring between the device and its landmark; the device gives way to all of them in
 * small steps until they are at rest. Springs can come to rest in a wrong place, so they start once at the
 * claimed place and once at each landmark, and the rest with the least tension counts, the claimed one's
 * among equals. The same measurements give the same answer. Undefined with fewer than three landmarks.
 */
export function fitNetworkPlace(claimed: Place, measured: readonly RoundTrip[]): NetworkPlace | undefined {
  if (new Set(measured.map(({ from }) => `${from.latE6},${from.lngE6}`)).size < landmarksMin)
    return undefined;
  const landmarks = measured.map(({ from, rttMicros }) => ({ at: unit(from), rttMicros }));
  const starts = [unit(claimed), ...landmarks.map(({ at }) => at)];
  const rests = starts.map((start) => comeToRest(start, landmarks));
  const best = rests.reduce((least, rest) => (rest.tension < least.tension ? rest : least));
  return { ...placeOf(best.at), accessRttMicros: Math.round(best.access) };
}

type Landmark = { at: Vector; rttMicros: number };

/** Where the springs hold a device that begins at `start`. The tension is the sum of what is left, squared. */
function comeToRest(start: Vector, landmarks: readonly Landmark[]) {
  let at = start;
  let access = Math.min(
    ...landmarks.map((l) => l.rttMicros - wayMicros(at, l.at)).map((h) => Math.max(0, h)),
  );
  for (let step = 0; step < steps; step++) {
    const pull: Vector = [0, 0, 0];
    let stretch = 0;
    for (const { at: landmark, rttMicros } of landmarks) {
      const error = rttMicros - access - wayMicros(at, landmark);
      const away = directionFrom(landmark, at);
      for (const axis of [0, 1, 2] as const) pull[axis] += (error * away[axis]) / landmarks.length;
      stretch += error / landmarks.length;
    }
    access = Math.max(0, access + give * stretch);
    at = moved(at, pull, give / microsPerRadian);
  }
  const left = landmarks.map((l) => l.rttMicros - access - wayMicros(at, l.at));
  return { at, access, tension: left.reduce((sum, error) => sum + error ** 2, 0) };
}

const microsPerRadian = (gridRadius / 5) * rttMicrosPerKm;

function unit(place: Place): Vector {
  const { x, y, z } = toGrid(place);
  return normal([x, y, z]);
}

function wayMicros(a: Vector, b: Vector): number {
  return Math.acos(Math.max(-1, Math.min(1, dot(a, b)))) * microsPerRadian;
}

/** The way to go at `at` to leave `landmark` behind, along the surface; nowhere when they are the same point. */
function directionFrom(landmark: Vector, at: Vector): Vector {
  const along = dot(landmark, at);
  return normal([at[0] * along - landmark[0], at[1] * along - landmark[1], at[2] * along - landmark[2]]);
}

function moved(at: Vector, pull: Vector, share: number): Vector {
  return normal([at[0] + pull[0] * share, at[1] + pull[1] * share, at[2] + pull[2] * share]);
}

const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

function normal(vector: Vector): Vector {
  const length = Math.hypot(...vector);
  return length < 1e-12 ? [0, 0, 0] : [vector[0] / length, vector[1] / length, vector[2] / length];
}

function placeOf([x, y, z]: Vector): Place {
  const degreesE6 = (radians: number) => Math.round((radians * 180e6) / Math.PI);
  return { latE6: degreesE6(Math.asin(Math.max(-1, Math.min(1, z)))), lngE6: degreesE6(Math.atan2(y, x)) };
}
