import { expect, test } from "vitest";
import { reasonCodes, reasons, reasonText } from "./reasons";

test("every reason ends its sentences and says what to do next", () => {
  for (const code of reasonCodes) {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(reasons[code].text, code).toMatch(/\.$/);
    expect(reasons[code].next, code).toMatch(/\.$/);
  }
});

test("only what ran is ever billed: no fault of device or platform bills without seconds that ran", () => {
  const billedFaults = reasonCodes.filter(
    (code) => reasons[code].fault === "platform" && reasons[code].billed !== "nothing",
  );
  expect(billedFaults).toEqual([]);
});

test("only a device's own fault hurts its reliability", () => {
  const unfair = reasonCodes.filter((code) => reasons[code].hurtsDevice && reasons[code].fault !== "device");
  expect(unfair).toEqual([]);
});

test("facts fill the text, and a missing one stays visible", () => {
  expect(reasonText("DEADLINE", { seconds: 30 })).toBe("The workload was stopped at its limit of 30 s.");
  expect(reasonText("DEADLINE")).toContain("{seconds}");
});

test("the field's starter codes are all there", () => {
  const starters =
    "NO_CAPACITY_PER_NODE NO_GPU_MODEL PRICE_BELOW_MARKET POLICY_COUNTRY POLICY_TIER RTT_OVER_LIMIT HOLD_EXPIRED NODE_REFUSED NODE_SILENT_ON_OFFER IMAGE_NOT_FOUND IMAGE_PULL_TIMEOUT REGISTRY_AUTH START_TIMEOUT HEALTHCHECK_FAILED EXIT_NONZERO OOM_KILLED DISK_FULL DEADLINE HEARTBEAT_LOST NODE_DRAINING RECLAIMED_SPOT PREEMPTED_GRID FUNDS_LOW FUNDS_EXHAUSTED CANCELLED_BY_CUSTOMER ABUSE_POLICY CANARY_MISMATCH DISPUTE_OPEN SLA_BREACH_CREDITED PLATFORM_FAULT".split(
      " ",
    );
  expect(starters.filter((code) => !(reasonCodes as string[]).includes(code))).toEqual([]);
});
