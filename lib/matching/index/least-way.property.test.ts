import fc from "fast-check";
import { expect, test } from "vitest";
import { gridRadius } from "@/lib/place/grid-place";
import { wayRttMicros } from "@/lib/place/place";
import { leastWayMicros } from "./least-way";

const chordSquared = fc.integer({ min: 0, max: Math.ceil(4 * gridRadius * gridRadius) });

test("it is never longer than the round trip, and nowhere on earth a fifth of a millisecond shorter", () =>
  fc.assert(
    fc.property(chordSquared, (squared) => {
      const least = leastWayMicros(squared);
      expect(least).toBeLessThanOrEqual(wayRttMicros(squared));
      expect(least).toBeGreaterThan(wayRttMicros(squared) - 200);
    }),
    { numRuns: 20_000, examples: [[0], [1], [Math.ceil(4 * gridRadius * gridRadius)]] },
  ));
