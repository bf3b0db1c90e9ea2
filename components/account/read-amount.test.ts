import { expect, test } from "vitest";
import { readAmount } from "./read-amount";

test("what is typed is read, or its limit is told", () => {
  expect(readAmount("0.5", "USDC")).toEqual({ amount: 500_000n });
  expect(readAmount("twenty", "USDC").error).toContain("such as");
  expect(readAmount("0", "USDC").error).toBe("At least 0.000001 USDC.");
  expect(readAmount("1", "USDC", { least: 2_000_000n }).error).toBe("At least 2 USDC.");
  expect(readAmount("3", "USDC", { most: 2_500_000n }).error).toBe("At most 2.5 USDC.");
});

test("AMB have eighteen places, and their limits are told in AMB", () => {
  expect(readAmount("0.5", "AMB")).toEqual({ amount: 500_000_000_000_000_000n });
  expect(readAmount("1,600", "AMB")).toEqual({ amount: 1_600n * 10n ** 18n });
  expect(readAmount("x", "AMB").error).toBe("An amount in AMB, such as 20 or 0.5.");
  expect(readAmount("2", "AMB", { most: 10n ** 18n }).error).toBe("At most 1 AMB.");
});
