import { expect, test } from "vitest";
import { formatAge, formatWhole } from "./age";

test.each([
  [-3_000, "just now"],
  [4_999, "just now"],
  [-9_900, "9 s ago"],
  [-185_000, "3 min ago"],
  [7_500_000, "in 2 h 5 min"],
])("%i ms from now is %s", (ms, words) => {
  expect(formatAge(ms)).toBe(words);
});

test("a countdown has no fractions", () => {
  expect(formatWhole(7_990)).toBe("7 s");
  expect(formatWhole(250_000)).toBe("4 min 10 s");
});
