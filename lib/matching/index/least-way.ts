import { gridRadius } from "@/lib/place/grid-place";
import { rttMicrosPerKm } from "@/lib/place/place";

const radiusMicros = gridRadius * (rttMicrosPerKm / 5) * (1 - 1e-9);
const perRadiusSquared = 1 / (gridRadius * gridRadius);

/**
 * A round trip that a way of this chord (squared) certainly takes. Up to a quarter of the earth that is the
 * beginning of the arc's series, of which all terms are positive. Beyond, the beginning alone would be up to
 * 54 ms short: there it is half of the earth less the way that is left to the other side of it.
 */
export function leastWayMicros(squared: number): number {
  // A way of nothing takes nothing.
  if (squared === 0) return 0;
  const t = squared * perRadiusSquared;
  const arc =
    t < 2
      ? Math.sqrt(t) * (1 + t * (1 / 24 + t * (3 / 640 + t * (5 / 7168 + t * (35 / 294_912)))))
      : Math.PI - mostArc(Math.max(0, 4 - t));
  // Round trips are rounded, so half a microsecond may be missing.
  return arc * radiusMicros - 0.5;
}

/** The arc over a chord (squared) of up to 2 on a circle of radius 1, or a little more: the last factor stands for all that follow. */
function mostArc(t: number): number {
  return Math.sqrt(t) * (1 + t * (1 / 24 + t * (3 / 640 + t * (5 / 7168 + t * 0.000_192))));
}
