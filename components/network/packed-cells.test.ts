import { expect, test } from "vitest";
import type { Cell } from "@/lib/api/network";
import { packCells, unpackCells } from "./packed-cells";

const amounts = { cpuMillis: 1500, memoryMib: 2048, diskMib: 10, gpus: 1 };
const cells: Cell[] = [
  {
    cell: "821f1ffffffffff",
    boundary: [
      [53.03, 11.24],
      [51.56, 10.55],
      [50.55, 12.35],
    ],
    country: "DE",
    devices: 3,
    online: 2,
    offered: amounts,
    free: { ...amounts, cpuMillis: 500 },
    cheapest: null,
    leases: 1,
  },
];

test("what was packed is what comes out, in half the letters", () => {
  expect(unpackCells(packCells(cells))).toEqual(cells);
  expect(JSON.stringify(packCells(cells)).length).toBeLessThan(JSON.stringify(cells).length / 2);
});
