import { expect, test } from "vitest";
import { historyPoints } from "./history-points";

const nothing = { p10: null, median: null, p90: null };
const point = {
  at: "2026-01-02T03:04:05.000Z",
  devicesOnline: 1,
  leasesInForce: 1,
  cpuMillis: { offered: 4000, free: 1500 },
  memoryMib: { offered: 1, free: 1 },
  vcpuHour: { p10: 1, median: 2, p90: 3 },
  gibHour: nothing,
};

test("a point is told by the day or by the minute, and a price that nobody asked is none", () => {
  expect(historyPoints([point], true)).toEqual([["2026-01-02", [1, 2, 3], null, 2.5, 4]]);
  expect(historyPoints([point], false)[0]![0]).toBe("01-02 03:04 UTC");
});
