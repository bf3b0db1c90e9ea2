import { eq } from "drizzle-orm";
import type { Hex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDeviceDays } from "@/db/queries/device-days";
import { devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import type { ReasonCode } from "@/lib/reasons";
import { endLease } from "@/server/leases/end-lease";
import { placeOrder } from "@/server/orders/place-order";
import {
  addCustomer,
  addDevice,
  signOrder,
  startTestMarket,
  type TestMarket,
} from "@/server/testing/test-market";

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
});
afterAll(() => market.stop());

test("every lease that ends is its device's history, and moves its reliability as its reason says", async () => {
  const device = await addDevice(market, { reliabilityBps: 9_500 });
  await leaseEnds(device, "COMPLETED");
  expect(await history(device)).toEqual({ leasesEnded: 1, reliabilityBps: 9_505 });
  await leaseEnds(device, "EXIT_NONZERO");
  expect(await history(device)).toEqual({ leasesEnded: 2, reliabilityBps: 9_505 });
  await leaseEnds(device, "START_TIMEOUT");
  expect(await history(device)).toEqual({ leasesEnded: 3, reliabilityBps: 9_409 });
  expect(await readDeviceDays(market.db, device, new Date(0))).toMatchObject([{ leases: 3, faults: 1 }]);
});

test("a lease that ends twice is one lease of the history", async () => {
  const device = await addDevice(market, { reliabilityBps: 9_500 });
  await endAgain(await leaseEnds(device, "COMPLETED"), "START_TIMEOUT");
  expect(await history(device)).toEqual({ leasesEnded: 1, reliabilityBps: 9_505 });
});

// ---------------------------------------------------------------------------------------------

async function leaseEnds(device: Hex, reason: ReasonCode): Promise<Hex> {
  const customer = await addCustomer(market);
  const spec = { constraints: { pinnedDevices: [device] } };
  const order = await placeOrder(market.ctx(), await signOrder(market, customer, { spec }));
  const [lease] = await market.db.select().from(leases).where(eq(leases.order, order));
  await endAgain(lease!.id, reason);
  return lease!.id;
}

const endAgain = (lease: Hex, reason: ReasonCode) =>
  market.db.transaction((tx) => endLease(market.ctx(), tx, lease, { reason }));

async function history(device: Hex) {
  const { leasesEnded, reliabilityBps } = devices;
  const rows = await market.db
    .select({ leasesEnded, reliabilityBps })
    .from(devices)
    .where(eq(devices.id, device));
  return rows[0];
}
