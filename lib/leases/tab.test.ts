import { expect, test } from "vitest";
import { tabToSign, type TabDebt } from "./tab";

const debt = (more: Partial<TabDebt> = {}): TabDebt => ({
  cost: 13n,
  ceiling: 100n,
  ratePerHour: 50_000n,
  maxRatePerHour: 50_000n,
  billedSeconds: 1,
  ...more,
});

test("it signs what was signed before and what the leases cost", () =>
  expect(tabToSign({ signed: 7n }, [debt(), debt()], 33n)).toBe(33n));

test.each<[string, Partial<TabDebt>, bigint]>([
  ["a rate over the order's", { ratePerHour: 50_001n }, 20n],
  ["a cost over the ceiling", { cost: 101n, billedSeconds: 60 }, 108n],
  ["a cost for seconds that did not run", { cost: 14n }, 21n],
  ["a sum with something added", {}, 21n],
  ["a sum with something missing", {}, 19n],
])("it refuses %s", (_, more, asked) =>
  expect(() => tabToSign({ signed: 7n }, [debt(more)], asked)).toThrow(/voucher does not match/),
);
