import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { devices } from "@/db/schema/devices";
import { addDevice, startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { readCommands } from "./read-commands";
import { tellDevice } from "./tell-device";

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
});
afterAll(() => market.stop());

test("a device that hangs up while it waits was there when it asked, and not when that is noticed", async () => {
  const device = await addDevice(market, { cpuMillis: 1000 });
  const its = eq(devices.id, device);
  const lastSeenAt = async () => (await market.db.select().from(devices).where(its))[0]!.lastSeenAt;
  const forget = () => market.db.update(devices).set({ lastSeenAt: null }).where(its);
  const { cursor } = await readCommands(market.asDevice(device), { after: -1, vouchersAfter: 0 });
  await forget();

  const asking = new AbortController();
  const waiting = readCommands(market.asDevice(device), { after: cursor, vouchersAfter: 0 }, asking.signal);
  await vi.waitUntil(lastSeenAt, { timeout: 30_000, interval: 20 });
  await forget();
  asking.abort();
  await waiting;
  expect(await lastSeenAt()).toBeNull();
});

test("a device that is told of an offer while it waits was not heard from by that", async () => {
  const device = await addDevice(market, { cpuMillis: 1000 });
  const its = eq(devices.id, device);
  const row = async () => (await market.db.select().from(devices).where(its))[0]!;
  const { cursor } = await readCommands(market.asDevice(device), { after: -1, vouchersAfter: 0 });
  await market.db.update(devices).set({ lastSeenAt: null, silentSince: new Date() }).where(its);

  const waiting = readCommands(market.asDevice(device), { after: cursor, vouchersAfter: 0 });
  await vi.waitUntil(async () => (await row()).lastSeenAt, { timeout: 30_000, interval: 20 });
  expect(await row()).toMatchObject({ silentSince: null });
  await market.db.update(devices).set({ lastSeenAt: null }).where(its);
  await tellDevice(market.db, device);
  expect(await waiting).toMatchObject({ cursor: cursor + 1 });
  expect(await row()).toMatchObject({ lastSeenAt: null });
});
