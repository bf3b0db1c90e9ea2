import { expect, test } from "vitest";
import { readAmount } from "./read-amount";

test("what is typed is read, or its limit is told", () => {
  expect(readAmount("0.5")).toEqual({ amount: 500_000n });
  expect(readAmount("twenty").error).toContain("such as");
  expect(readAmount("0").error).toBe("At least 0.000001 USDC.");
  expect(readAmount("1", { least: 2_000_000n }).error).toBe("At least 2 USDC.");
  expect(readAmount("3", { most: 2_500_000n }).error).toBe("At most 2.5 USDC.");
});
