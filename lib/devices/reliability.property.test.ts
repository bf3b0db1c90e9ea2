import fc from "fast-check";
import { expect, test } from "vitest";
import { reasonCodes, reasons } from "@/lib/reasons";
import { reliabilityAfter, startingReliabilityBps } from "./reliability";

const bps = fc.integer({ min: 0, max: 10_000 });
const reason = fc.constantFrom(...reasonCodes);

test("reliability is a whole number from 0 to 10,000, whatever happens", () => {
  fc.assert(
    fc.property(bps, fc.array(reason), (start, ends) => {
      const end = ends.reduce(reliabilityAfter, start);
      expect(Number.isInteger(end) && end >= 0 && end <= 10_000).toBe(true);
    }),
  );
});

test("a completed lease raises it, a device's fault lowers it, and nothing else changes it", () => {
  fc.assert(
    fc.property(bps, reason, (before, code) => {
      const change = Math.sign(reliabilityAfter(before, code) - before);
      if (reasons[code].hurtsDevice) expect(change).toBe(before === 0 ? 0 : -1);
      else if (code === "COMPLETED") expect(change).toBe(before === 10_000 ? 0 : 1);
      else expect(change).toBe(0);
    }),
  );
});

test("a device that was better before is never worse after the same leases", () => {
  fc.assert(
    fc.property(bps, bps, fc.array(reason), (one, other, ends) => {
      const [worse, better] = [Math.min(one, other), Math.max(one, other)];
      expect(ends.reduce(reliabilityAfter, better)).toBeGreaterThanOrEqual(
        ends.reduce(reliabilityAfter, worse),
      );
    }),
  );
});

test("it comes to the share of leases that a device keeps", () => {
  fc.assert(
    fc.property(bps, fc.integer({ min: 2, max: 50 }), (start, every) => {
      let reliability = start;
      for (let lease = 0; lease < 50 * every + 2_000; lease++)
        reliability = reliabilityAfter(reliability, lease % every === 0 ? "HEARTBEAT_LOST" : "COMPLETED");
      const share = 10_000 - 10_000 / every;
      // One lease moves it by up to 100, and so far it is from the mean of its swing.
      expect(Math.abs(reliability - share)).toBeLessThanOrEqual(100);
    }),
  );
});

test("whoever keeps every lease comes to 10,000, and whoever breaks every lease to 0", () => {
  const leases = Array.from({ length: 1_000 });
  const after = (code: "COMPLETED" | "START_TIMEOUT") =>
    leases.reduce<number>((before) => reliabilityAfter(before, code), startingReliabilityBps);
  expect(after("COMPLETED")).toBe(10_000);
  expect(after("START_TIMEOUT")).toBe(0);
});
