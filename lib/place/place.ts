import { z } from "zod";

/** A place is published only as the centre of its H3 cell of this resolution (about 9 km across), never exactly. */
export const publishedResolution = 5;

/** Micro-degrees, so that a place is two integers everywhere. */
export type Place = { latE6: number; lngE6: number };

export const placeSchema = z.object({
  latE6: z.int().min(-90_000_000).max(90_000_000),
  lngE6: z.int().min(-180_000_000).max(180_000_000),
});

export const countrySchema = z.string().regex(/^[A-Z]{2}$/, "an ISO 3166 country code such as DE");

const earthRadiusKm = 6371.0088;
const radians = (e6: number) => (e6 / 1e6) * (Math.PI / 180);

/** Great-circle distance in kilometres (haversine, mean earth radius of IUGG). */
export function distanceKm(a: Place, b: Place): number {
  const dLat = radians(b.latE6 - a.latE6);
  const dLng = radians(b.lngE6 - a.lngE6);
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(radians(a.latE6)) * Math.cos(radians(b.latE6)) * Math.sin(dLng / 2) ** 2;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(h)));
}

/**
 * Microseconds of round trip for each kilometre of great circle, as an estimate: light in fibre needs
 * 10 µs there and back, and cables are about half as long again as the great circle.
 */
export const rttMicrosPerKm = 15;

/** Estimated round trip in microseconds: the device's own access time and the way between. */
export function estimateRttMicros(from: Place, to: Place, accessMicros: number): number {
  return accessMicros + Math.round(distanceKm(from, to) * rttMicrosPerKm);
}
