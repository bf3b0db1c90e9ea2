"use client";

type Point = readonly [number, number];

/**
 * The corners of a cell from the top, clockwise, on a grid of its own in which every corner of its triangles is a
 * whole number: lists are full of faces, and this is how they are short. The box stretches it to a regular hexagon.
 */
const corners: readonly Point[] = [
  [0, -4],
  [2, -2],
  [2, 2],
  [0, 4],
];
const centre: Point = [0, 0];
const box = "-2.38 -4.13 4.76 8.26";
const strengths = [0.08, 0.3, 0.6, 1];

/** The face of a device: its cell, cut into triangles and filled by its key, alike on both sides. */
export function HexAvatar({ id, size = 32 }: { id: string; size?: number }) {
  return (
    <svg
      viewBox={box}
      preserveAspectRatio="none"
      width={size}
      height={size}
      fill="currentColor"
      aria-hidden="true"
      className="shrink-0"
    >
      {strengths.map((opacity, strength) => (
        <path key={opacity} fillOpacity={opacity} d={outlines(id, strength)} />
      ))}
    </svg>
  );
}

/** Every triangle of one strength in one path. */
function outlines(id: string, strength: number): string {
  return [0, 1, 2]
    .flatMap((sector) => cells(sector).filter((_, part) => quarter(id, sector * 4 + part) === strength))
    .flatMap((cell) => [cell, cell.map(mirror)])
    .map((points) => `M${points.flat().join(" ")}`)
    .join("")
    .replaceAll(" -", "-");
}

/** A sector between the centre and two corners, as four equal triangles. */
function cells(sector: number): Point[][] {
  const a = corners[sector]!;
  const b = corners[sector + 1]!;
  const [toA, toB, between] = [middle(centre, a), middle(centre, b), middle(a, b)];
  return [
    [centre, toA, toB],
    [toA, a, between],
    [toB, between, b],
    [toA, between, toB],
  ];
}

const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
const mirror = ([x, y]: Point): Point => [-x, y];

/** Two bits of the key, at a place in it. */
const quarter = (id: string, place: number): number =>
  Number.parseInt(id.replace(/^0x/, "")[place] ?? "0", 16) % 4;
