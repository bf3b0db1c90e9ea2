import { gridRadius } from "@/lib/place/grid-place";
import { rttMicrosPerKm } from "@/lib/place/place";

const arcScale = (rttMicrosPerKm / 5) * (1 - 1e-9);
const perRadiusSquared = 1 / (gridRadius * gridRadius);

/** A round trip that a way of this chord (squared) certainly takes: the first terms of the arc's series, all positive. */
export function leastWayMicros(squared: number): number {
  const t = squared * perRadiusSquared;
  const arc = Math.sqrt(squared) * (1 + t * (1 / 24 + t * (3 / 640 + t * (5 / 7168))));
  // Round trips are rounded, so half a microsecond may be missing; a way of nothing takes nothing.
  return squared === 0 ? 0 : arc * arcScale - 0.5;
}
