import { expect, test } from "vitest";
import { creditBps, promisedUpBps } from "./sla";

test.each([1, 2, 3])("what tier %i promises is where its credits begin, to the last basis point", (tier) => {
  const promised = promisedUpBps(tier);
  expect(creditBps(tier, promised)).toBe(0n);
  expect(creditBps(tier, promised - 1n)).toBeGreaterThan(0n);
});

test("tier 0 promises nothing", () => expect(promisedUpBps(0)).toBe(0n));
