import { expect, test } from "vitest";
import type { PublicLease } from "@/lib/api/network";
import { leaseStanding } from "./lease-standing";

const lease: PublicLease = {
  id: `0x${"1".repeat(64)}`,
  device: { id: `0x${"2".repeat(64)}`, name: "attic", country: "DE" },
  state: "running",
  reason: "LEASE_ACCEPTED",
  ratePerHour: 1n,
  cost: null,
  offeredAt: "2026-01-01T00:00:00.000Z",
};

test.each([
  ["offered", "MATCHED", { tone: "amber", word: "Offered to the device", settled: false }],
  ["running", "LEASE_ACCEPTED", { tone: "signal", word: "Running", settled: false }],
  ["ended", "COMPLETED", { tone: "signal", word: "Completed", settled: true }],
  ["ended", "EXIT_NONZERO", { tone: "red", word: "Exit nonzero", settled: true }],
] as const)("a lease that is %s by %s stands so", (state, reason, standing) =>
  expect(leaseStanding({ ...lease, state, reason }).standing).toEqual(standing),
);
