import { z } from "zod";
import { arcOfChord, chordSquared, toGrid } from "./grid-place";

/** A place is published only as the centre of its H3 cell of this resolution (about 9 km across), never exactly. */
export const publishedResolution = 5;

/**
 * Devices of one area fail together: an H3 cell of this resolution, 1,770 km² on average and about 45 km from one
 * side to the other (https://h3geo.org/docs/core-library/restable).
 */
export const areaResolution = 4;

/** Micro-degrees, so that a place is two integers everywhere. */
export type Place = { latE6: number; lngE6: number };

export const placeSchema = z.object({
  latE6: z.int().min(-90_000_000).max(90_000_000),
  lngE6: z.int().min(-180_000_000).max(180_000_000),
});

export const countrySchema = z.string().regex(/^[A-Z]{2}$/, "an ISO 3166 country code such as DE");

/** Great-circle distance in kilometres, to the 200 m of the engine's grid. */
export function distanceKm(a: Place, b: Place): number {
  return arcOfChord(chordSquared(toGrid(a), toGrid(b))) / 5;
}

/**
 * Microseconds of round trip for each kilometre of great circle, as an estimate: light in fibre needs
 * 10 µs there and back, and cables are about half as long again as the great circle.
 */
export const rttMicrosPerKm = 15;

/** Estimated round trip of a way alone, in whole microseconds, from the square of its chord in grid steps. */
export function wayRttMicros(chordSquared: number): number {
  return Math.round(arcOfChord(chordSquared) * (rttMicrosPerKm / 5));
}

/** The step in which the engine knows access times, in microseconds. */
export const accessStepMicros = 100;

/** The longest access time that is told apart: a device further off is no use for anything interactive. */
const accessStepsMax = 65_535;

/** A device's access time in steps of 100 µs, rounded up: nobody is nearer than measured. */
export function accessStepsUp(accessMicros: number): number {
  return Math.min(accessStepsMax, Math.ceil(accessMicros / accessStepMicros));
}

/** Estimated round trip in microseconds: the device's own access time and the way between. */
export function estimateRttMicros(from: Place, to: Place, accessMicros: number): number {
  const way = wayRttMicros(chordSquared(toGrid(from), toGrid(to)));
  return accessStepsUp(accessMicros) * accessStepMicros + way;
}
