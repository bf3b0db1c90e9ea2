import { expect, test } from "vitest";
import { amountDown, shareDown } from "./roundings";

test("a second at a dollar an hour is 277 µUSDC and what is cut off stays with the payer", () => {
  expect(amountDown(1_000_000n, 1n)).toBe(277n);
  expect(amountDown(1_000_000n, 3599n)).toBe(999_722n);
  expect(amountDown(1_000_000n, 3600n)).toBe(1_000_000n);
});

test("two per cent of 99 µUSDC is one", () => {
  expect(shareDown(99n, 200n)).toBe(1n);
  expect(shareDown(49n, 200n)).toBe(0n);
});
