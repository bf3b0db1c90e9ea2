import { expect, test } from "vitest";
import { reasonCodes, reasons, type ReasonCode } from "@/lib/reasons";
import { deviceReasons, recordedReason } from "./device-reasons";
import type { LeaseState } from "./lease";

const cases: [said: ReasonCode, state: LeaseState, wasGatewayAway: boolean, recorded: ReasonCode][] = [
  ["CONTACT_LOST", "running", false, "HEARTBEAT_LOST"],
  ["CONTACT_LOST", "running", true, "CONTACT_LOST"],
  ["NODE_DRAINING", "running", false, "DEVICE_STOPPED"],
  ["NODE_DRAINING", "starting", true, "DEVICE_STOPPED"],
  ["NODE_DRAINING", "offered", false, "NODE_DRAINING"],
  ["COMPLETED", "running", false, "COMPLETED"],
];

test.each(cases)(
  "%s of a lease that is %s, gateways away: %s, is %s",
  (said, state, wasGatewayAway, recorded) => {
    expect(recordedReason(said, { state, wasGatewayAway })).toBe(recorded);
  },
);

test("a device that ends what it has accepted, for a reason that is its own, is never excused by its word", () => {
  const state = "running";
  const recorded = deviceReasons.ended.map((said) => recordedReason(said, { state, wasGatewayAway: false }));
  const excused = recorded.filter((code) => reasons[code].retried && !reasons[code].hurtsDevice);
  expect(excused).toEqual([]);
  expect(reasonCodes).toEqual(expect.arrayContaining(recorded));
});
