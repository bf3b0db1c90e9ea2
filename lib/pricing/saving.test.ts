import { expect, test } from "vitest";
import { savingBpsDown } from "./saving";

test.each([
  [50, 100, 5_000],
  [100, 100, 0],
  [200, 100, -10_000],
  [0, 7, 10_000],
  [1, 3, 6_666],
  [4, 3, -3_334],
])("%d µ$ against %d µ$ saves %d basis points", (ours, theirs, bps) =>
  expect(savingBpsDown(ours, theirs)).toBe(bps),
);

test("a free price cannot be beaten", () => expect(() => savingBpsDown(1, 0)).toThrow(RangeError));
