import type { Cell } from "@/lib/api/network";

/**
 * A cell as a page carries it: figures in one row without their names, which would be three times as long for
 * every cell of the world. Corners are latitude and longitude in turn.
 */
export type PackedCell = readonly [
  cell: string,
  country: string,
  corners: readonly number[],
  offered: Amounts,
  free: Amounts,
  devices: number,
  online: number,
  leases: number,
  cheapest: number | null,
];
type Amounts = readonly [cpuMillis: number, memoryMib: number, diskMib: number, gpus: number];

export const packCells = (cells: readonly Cell[]): PackedCell[] =>
  cells.map(({ cell, country, boundary, offered, free, devices, online, leases, cheapest }) => [
    cell,
    country,
    boundary.flat(),
    packAmounts(offered),
    packAmounts(free),
    devices,
    online,
    leases,
    cheapest,
  ]);

export const unpackCells = (packed: readonly PackedCell[]): Cell[] =>
  packed.map(([cell, country, corners, offered, free, devices, online, leases, cheapest]) => ({
    cell,
    country,
    boundary: pairs(corners),
    offered: unpackAmounts(offered),
    free: unpackAmounts(free),
    devices,
    online,
    leases,
    cheapest,
  }));

const packAmounts = ({ cpuMillis, memoryMib, diskMib, gpus }: Cell["offered"]): Amounts => [
  cpuMillis,
  memoryMib,
  diskMib,
  gpus,
];
const unpackAmounts = ([cpuMillis, memoryMib, diskMib, gpus]: Amounts): Cell["offered"] => ({
  cpuMillis,
  memoryMib,
  diskMib,
  gpus,
});

function pairs(corners: readonly number[]): [number, number][] {
  return corners.flatMap((latitude, index) =>
    index % 2 === 0 ? [[latitude, corners[index + 1]!] as [number, number]] : [],
  );
}
