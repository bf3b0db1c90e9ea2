import { eq, sql } from "drizzle-orm";
import type { Hex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { presenceMs } from "@/lib/devices/device";
import { leaseClocks } from "@/lib/leases/lease";
import { placeOrder } from "@/server/orders/place-order";
import {
  addCustomer,
  addDevice,
  signOrder,
  startTestMarket,
  type TestMarket,
} from "@/server/testing/test-market";
import { renewLeases } from "./renew-leases";

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
});
afterAll(() => market.stop());

test("devices that call together are each told of their own leases, and no other lease holds longer", async () => {
  const [first, second, silent] = [await runningLease(), await runningLease(), await runningLease()];
  const now = new Date(Date.now() + 5_000);
  const call = ({ device }: Running) =>
    renewLeases(market.ctx({ kind: "device", device, bootId: "" }, now), device);
  // The first is renewed alone, and the two that come meanwhile together.
  const told = await Promise.all([first, first, second].map(call));
  const remainingMs = leaseClocks.silenceMs;
  expect(told).toEqual(
    [first, first, second].map(({ lease }) => ({
      leases: [{ leaseId: lease, epoch: 1, remainingMs }],
      cursor: 1,
    })),
  );
  const due = new Date(now.getTime() + remainingMs);
  expect(await deadlines(first, second, silent)).toEqual([due, due, silent.deadline]);
  expect(await seen(first, second, silent)).toEqual([now, now, silent.seenAt]);
});

test("a device that somebody else is at work on keeps its leases, and nobody waits for it", async () => {
  const [busy, free] = [await runningLease(), await runningLease()];
  const now = new Date(Date.now() + 5_000);
  await market.db.transaction(async (tx) => {
    await tx.select().from(devices).where(eq(devices.id, busy.device)).for("update");
    for (const { device, lease } of [busy, free]) {
      const told = await renewLeases(market.asDevice(device, now), device);
      expect(told.leases.map(({ leaseId }) => leaseId)).toEqual([lease]);
      expect(told.cursor).toBe(device === busy.device ? null : 1);
    }
  });
  const due = new Date(now.getTime() + leaseClocks.silenceMs);
  expect(await deadlines(busy, free)).toEqual([due, due]);
  expect(await seen(busy, free)).toEqual([busy.seenAt, now]);
});

test("orders that wait are tried again when a device is heard that was away, and not at every call", async () => {
  const { device } = await runningLease();
  const call = async () => {
    await market.db.execute(sql`delete from graphile_worker._private_jobs`);
    await renewLeases(market.asDevice(device, new Date()), device);
    const { rows } = await market.db.execute(
      sql`select from graphile_worker._private_jobs where key = 'match-waiting'`,
    );
    return rows.length;
  };
  expect(await call()).toBe(0);
  for (const away of [
    { silentSince: new Date() },
    { lastSeenAt: new Date(Date.now() - presenceMs - 1_000) },
    { lastSeenAt: null },
  ]) {
    await market.db.update(devices).set(away).where(eq(devices.id, device));
    expect(await call()).toBe(1);
    expect(await call()).toBe(0);
  }
});

// ---------------------------------------------------------------------------------------------

type Running = { device: Hex; lease: Hex; deadline: Date; seenAt: Date };

async function runningLease(): Promise<Running> {
  const [deadline, seenAt] = [new Date(Date.now() + 10_000), new Date()];
  const device = await addDevice(market, { cpuMillis: 1000, lastSeenAt: seenAt });
  const spec = { constraints: { pinnedDevices: [device] } };
  const order = await placeOrder(market.ctx(), await signOrder(market, await addCustomer(market), { spec }));
  const [lease] = await market.db
    .update(leases)
    .set({ state: "running", acceptedAt: seenAt, startedAt: seenAt, deadline })
    .where(eq(leases.order, order))
    .returning();
  return { device, lease: lease!.id, deadline, seenAt };
}

const deadlines = (...of: Running[]) =>
  Promise.all(
    of.map(async ({ lease }) => {
      const [row] = await market.db.select().from(leases).where(eq(leases.id, lease));
      return row!.deadline;
    }),
  );

const seen = (...of: Running[]) =>
  Promise.all(
    of.map(async ({ device }) => {
      const [row] = await market.db.select().from(devices).where(eq(devices.id, device));
      return row!.lastSeenAt;
    }),
  );
