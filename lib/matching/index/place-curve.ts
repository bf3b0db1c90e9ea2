import type { GridPlace } from "@/lib/place/grid-place";

/** Steps of the curve along an edge of the cube: 2^12, about three kilometres each. */
const order = 12;
const side = 1 << order;

/** Classes of access time, two for each doubling. */
const accessBits = 5;

/**
 * Where a device stands on a line that runs through the whole earth and keeps neighbours together: Hilbert's
 * curve over each face of the cube around it (as in S2), and in one spot of it those with a short access time
 * first. 32 bits.
 */
export function curveKey({ x, y, z }: GridPlace, accessSteps: number): number {
  const [ax, ay, az] = [Math.abs(x), Math.abs(y), Math.abs(z)];
  let face: number;
  let spot: number;
  if (ax >= ay && ax >= az) [face, spot] = [x < 0 ? 1 : 0, onFace(y, z, ax)];
  else if (ay >= az) [face, spot] = [y < 0 ? 3 : 2, onFace(z, x, ay)];
  else [face, spot] = [z < 0 ? 5 : 4, onFace(x, y, az)];
  const access = Math.min((1 << accessBits) - 1, Math.floor(2 * Math.log2(1 + accessSteps)));
  return ((((face << (2 * order)) | spot) << accessBits) | access) >>> 0;
}

/** Place on the curve of one face, seen from the centre through the plane at `depth`. */
function onFace(u: number, v: number, depth: number): number {
  const steps = (value: number) => Math.min(side - 1, Math.floor(((value / depth + 1) * side) / 2));
  return hilbert(steps(u), steps(v));
}

/** Distance along Hilbert's curve of the cell (u, v) (Warren, "Hacker's Delight", chapter 16). */
function hilbert(u: number, v: number): number {
  let distance = 0;
  for (let half = side >> 1; half > 0; half >>= 1) {
    const right = (u & half) > 0 ? 1 : 0;
    const upper = (v & half) > 0 ? 1 : 0;
    distance += half * half * ((3 * right) ^ upper);
    if (upper === 1) continue;
    if (right === 1) [u, v] = [side - 1 - u, side - 1 - v];
    [u, v] = [v, u];
  }
  return distance;
}
