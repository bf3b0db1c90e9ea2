import type { MapShape } from "@/components/ui/world-map";
import { formatBytes } from "@/components/ui/figures";
import type { Cell } from "@/lib/api/network";
import { countryName } from "@/lib/place/country-name";
import { toMap, worldWidth } from "@/lib/place/mercator";
import { formatRateDown } from "@/lib/pricing/format-rate";

const mib = 1024 * 1024;

/** From how many vCPU on offer a cell is drawn stronger. */
export const capacitySteps = { middle: 16, strong: 128 } as const;

/** Cells as they are drawn: stronger the more they offer, hollow where nothing is online. */
export function cellShapes(cells: readonly Cell[]): MapShape[] {
  return cells.map((cell) => ({
    key: cell.cell,
    outline: outlineOf(cell.boundary),
    strength: strengthOf(cell),
    hint: cellText(cell).join("\n"),
  }));
}

/** What there is to know of a cell, in lines. */
export function cellText({ country, devices, online, offered, free, cheapest, leases }: Cell): string[] {
  const machines = devices === 1 ? "device" : "devices";
  return [
    `${countryName(country)}, claimed: ${online} of ${devices} ${machines} online`,
    `${free.cpuMillis / 1000} of ${offered.cpuMillis / 1000} vCPU and ${formatBytes(free.memoryMib * mib)} of ${formatBytes(offered.memoryMib * mib)} free`,
    `${leases} ${leases === 1 ? "lease" : "leases"} in force`,
    ...(cheapest === null ? [] : [`1 vCPU and 1 GiB from $${formatRateDown(BigInt(cheapest))} an hour`]),
  ];
}

/** The middle of a cell on the map. */
export function middleOf({ boundary }: Pick<Cell, "boundary">): [x: number, y: number] {
  const points = pointsOf(boundary);
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  return [mean(0), mean(1)];
}

function strengthOf({ online, offered }: Cell): MapShape["strength"] {
  if (online === 0) return "none";
  const vcpu = offered.cpuMillis / 1000;
  if (vcpu >= capacitySteps.strong) return "strong";
  return vcpu >= capacitySteps.middle ? "middle" : "weak";
}

/** A cell across 180° stands at both edges of the map, and of each drawing the part within the world is in sight. */
function outlineOf(boundary: Cell["boundary"]): string {
  const points = pointsOf(boundary);
  const isAcross = points.some(([x]) => x > worldWidth);
  return ring(points) + (isAcross ? ring(points.map(([x, y]) => [x - worldWidth, y])) : "");
}

/** Corners in whole map units: the first from the corner of the map, so that rings can follow each other, the others relative to the last. */
function ring(points: readonly (readonly [x: number, y: number])[]): string {
  const corners = points.map(([x, y]) => [Math.round(x), Math.round(y)] as const);
  const steps = corners.map(([x, y], index) => {
    const [lastX, lastY] = corners[index - 1] ?? [0, 0];
    return `${index === 1 ? "l" : ""}${x - lastX},${y - lastY}`;
  });
  return `M${steps.join(" ")}z`;
}

/** The corners one after the other, beyond the eastern edge where the cell goes on there. */
function pointsOf(boundary: Cell["boundary"]): [number, number][] {
  const longitudes = boundary.map(([, longitude]) => longitude);
  const isCut = Math.max(...longitudes) - Math.min(...longitudes) > 180;
  return boundary.map(([latitude, longitude]) =>
    toMap(latitude, isCut && longitude < 0 ? longitude + 360 : longitude),
  );
}
