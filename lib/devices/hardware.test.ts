import { expect, test } from "vitest";
import { gradeOfAll } from "./hardware";

const driver = (grade: 0 | 1 | 2 | 3) => ({ runs: "wasm" as const, grade, warnings: [] });

test("a device is isolated as well as its weakest driver: an order for a grade may land on any of them", () => {
  expect(gradeOfAll([driver(3), driver(1), driver(2)])).toBe(1);
  expect(gradeOfAll([driver(2)])).toBe(2);
  expect(gradeOfAll([])).toBe(0);
});
