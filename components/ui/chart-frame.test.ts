import { expect, test } from "vitest";
import { chartHeight, roundUp, yOf } from "./chart-frame";

test.each([
  [0, 1],
  [1, 1],
  [3, 3],
  [5.1, 6],
  [0.0012, 0.002],
  [7_000, 8_000],
  [9_000, 10_000],
  [50, 50],
])("an axis for %d ends at %d", (value, top) => expect(roundUp(value)).toBeCloseTo(top, 9));

test("a value stands between the foot and the top", () =>
  expect([yOf(0, 10), yOf(5, 10), yOf(10, 10), yOf(3, 0)]).toEqual([
    chartHeight,
    chartHeight / 2,
    0,
    chartHeight,
  ]));
