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
  expect(cellShapes([cell()])[0]!.outline).toMatch(new RegExp(`^m${x},${y} 200,0 0,\\d+ -200,0z$`));
});

test("a cell across 180° is whole, at the edge of the map", () => {
  const boundary: Cell["boundary"] = [
    [10, 179],
    [10, -179],
    [8, -179],
    [8, 179],
  ];
  expect(middleOf({ boundary })[0]).toBeCloseTo(worldWidth);
});
