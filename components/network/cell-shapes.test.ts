import { expect, test } from "vitest";
import type { Cell } from "@/lib/api/network";
import { toMap, worldWidth } from "@/lib/place/mercator";
import { cellShapes, middleOf } from "./cell-shapes";

const amounts = (cpuMillis: number) => ({ cpuMillis, memoryMib: 2048, diskMib: 0, gpus: 0 });
const square: Cell["boundary"] = [
  [10, 10],
  [10, 12],
  [8, 12],
  [8, 10],
];
const cell = (more: Partial<Cell> = {}): Cell => ({
  cell: "85283473fffffff",
  boundary: square,
  country: "DE",
  devices: 2,
  online: 1,
  offered: amounts(4000),
  free: amounts(1500),
  cheapest: 15_000,
  leases: 3,
  ...more,
});

test("a cell is told in words: place, what is free, leases, price", () =>
  expect(cellShapes([cell()])[0]!.hint).toBe(
    [
      "Germany, claimed: 1 of 2 devices online",
      "1.5 of 4 vCPU and 2 GiB of 2 GiB free",
      "3 leases in force",
      "1 vCPU and 1 GiB from $0.01500 an hour",
    ].join("\n"),
  ));

test.each([
  [0, 4000, "none"],
  [1, 4000, "weak"],
  [1, 16_000, "middle"],
  [1, 128_000, "strong"],
] as const)("%i online with %i thousandths of a vCPU is drawn %s", (online, cpuMillis, strength) =>
  expect(cellShapes([cell({ online, offered: amounts(cpuMillis) })])[0]!.strength).toBe(strength),
);

test("the outline walks the corners and closes", () => {
  const [x, y] = toMap(10, 10).map(Math.round) as [number, number];
  expect(cellShapes([cell()])[0]!.outline).toMatch(new RegExp(`^M${x},${y} l200,0 0,\\d+ -200,0z$`));
});

const across: Cell["boundary"] = [
  [10, 179],
  [10, -179],
  [8, -179],
  [8, 179],
];

test("a cell across 180° is drawn at both edges of the map, as wide as it is at each", () => {
  const rings = cellShapes([cell({ boundary: across })])[0]!
    .outline.split("z")
    .filter(Boolean);
  const y = Math.round(toMap(10, 0)[1]);
  expect(rings.map((ring) => ring.slice(0, ring.indexOf(" 0,")))).toEqual([
    `M${worldWidth - 100},${y} l200,0`,
    `M-100,${y} l200,0`,
  ]);
});

test("the middle of a cell across 180° is at the eastern edge", () =>
  expect(middleOf({ boundary: across })[0]).toBeCloseTo(worldWidth));
