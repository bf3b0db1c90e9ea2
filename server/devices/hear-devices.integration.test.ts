import { setTimeout as sleep } from "node:timers/promises";
import { and, eq } from "drizzle-orm";
import type { Hex } from "viem";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { leases, stateChanges } from "@/db/schema/leases";
import { gateways } from "@/db/schema/network";
import { sweepLeases } from "@/server/leases/sweep-leases";
import { placeOrder } from "@/server/orders/place-order";
import { brokenInvariants } from "@/server/testing/broken-invariants";
import { ownPostgres, type OwnPostgres } from "@/server/testing/own-postgres";
import { startGatewayProcess } from "@/server/testing/start-gateway-process";
import {
  addCustomer,
  addDevice,
  signOrder,
  startTestMarket,
  type TestMarket,
} from "@/server/testing/test-market";
import { keepHearing, noteHearing } from "./hear-devices";

/** As an age: a gateway that wrote this is there, however long this machine takes. */
const ahead = -3_600_000;

let postgres: OwnPostgres;
let market: TestMarket;
beforeAll(async () => {
  postgres = await ownPostgres();
  market = await startTestMarket({ makeDatabase: postgres.makeDatabase });
});
afterEach(async () => {
  vi.useRealTimers();
  await market.db.delete(gateways);
});
afterAll(async () => {
  await market.stop();
  await postgres.stop();
});

test("a lease that fell due while its gateway was away goes on, and its device has a whole time again", async () => {
  const lease = await leaseDueBefore(40_000);
  await hearing(market.gateway.env.PUBLIC_URL, 42_000);
  await sweepAt(0);
  expect(await leaseOf(lease)).toMatchObject({ state: "running" });
  const back = Date.now();
  await noteHearing(market.gateway);
  expect((await leaseOf(lease)).deadline.getTime()).toBeGreaterThanOrEqual(back + 30_000);
  expect(await ledgerOf(lease)).toMatchObject([
    {
      from: "running",
      to: "running",
      facts: { seconds: expect.toSatisfy((s: number) => s >= 42) as number },
    },
  ]);
  await sweepAt(0);
  expect(await leaseOf(lease)).toMatchObject({ state: "running" });
});

test("a device that stays silent after its gateway is back is gone, and nobody is given time twice", async () => {
  const lease = await leaseDueBefore(40_000);
  await hearing(market.gateway.env.PUBLIC_URL, 42_000);
  await noteHearing(market.gateway);
  await hearing(market.gateway.env.PUBLIC_URL, ahead);
  await noteHearing(market.gateway);
  expect(await ledgerOf(lease)).toHaveLength(1);
  await hearing(market.gateway.env.PUBLIC_URL, ahead);
  await sweepAt(31_000);
  expect(await leaseOf(lease)).toMatchObject({ state: "ended", reason: "HEARTBEAT_LOST" });
  expect(await brokenInvariants(market)).toEqual([]);
});

test("of several gateways one that is away is waited for while it may come back, and not for ever", async () => {
  const lease = await leaseDueBefore(1_000);
  await hearing("http://one", 200_000);
  await sweepAt(0);
  expect(await leaseOf(lease)).toMatchObject({ state: "running" }); // Nobody hears anything.
  await hearing("http://one", 20_000);
  await hearing("http://other", ahead);
  await sweepAt(0);
  expect(await leaseOf(lease)).toMatchObject({ state: "running" }); // It may be the one that is away.
  await hearing("http://one", 200_000);
  await sweepAt(0);
  expect(await leaseOf(lease)).toMatchObject({ state: "ended", reason: "HEARTBEAT_LOST" });
});

test("one that is taken away in order is not waited for, its devices are not to blame, and alone it is missed", async () => {
  const leave = await keepHearing(market.gateway);
  await leave();
  const lease = await leaseDueBefore(1_000);
  await sweepAt(0);
  expect(await leaseOf(lease)).toMatchObject({ state: "running" }); // Nobody hears anything.
  await hearing("http://other", ahead);
  await sweepAt(10_000);
  expect(await leaseOf(lease)).toMatchObject({ state: "ended", reason: "CONTACT_LOST" });
  const later = await leaseDueBefore(1_000);
  await hearing(market.gateway.env.PUBLIC_URL, 200_000);
  await sweepAt(0);
  expect(await leaseOf(later)).toMatchObject({ state: "ended", reason: "HEARTBEAT_LOST" });
});

test("one that left and hears again is waited for as before", async () => {
  await (
    await keepHearing(market.gateway)
  )();
  await noteHearing(market.gateway);
  await hearing("http://other", ahead);
  const lease = await leaseDueBefore(1_000);
  await sweepAt(10_000);
  expect(await leaseOf(lease)).toMatchObject({ state: "running" });
});

test("one that comes back under another address gives the time for which nobody heard", async () => {
  const lease = await leaseDueBefore(40_000);
  await hearing("http://before", 50_000);
  await hearing("http://long before", 500_000);
  await noteHearing(market.gateway);
  expect(await ledgerOf(lease)).toMatchObject([
    { facts: { seconds: expect.toSatisfy((s: number) => s >= 50 && s < 400) as number } },
  ]);
});

test("one that is new beside others that hear gives nobody time", async () => {
  const lease = await leaseDueBefore(1_000);
  await hearing("http://other", ahead);
  await noteHearing(market.gateway);
  expect(await ledgerOf(lease)).toEqual([]);
});

test("time is given to every lease, and told of those that waited for more than a moment", async () => {
  vi.useFakeTimers({ toFake: ["Date"] }); // How long this machine takes is not to count.
  const late = await leaseDueBefore(40_000);
  const hardlyLate = await leaseDueBefore(-27_000);
  const { deadline } = await leaseOf(hardlyLate);
  await hearing(market.gateway.env.PUBLIC_URL, 42_000);
  await noteHearing(market.gateway);
  expect(await ledgerOf(late)).toHaveLength(1);
  expect(await ledgerOf(hardlyLate)).toEqual([]);
  expect((await leaseOf(hardlyLate)).deadline.getTime()).toBeGreaterThan(deadline.getTime());
});

test("a lease that starts has its longer time again, and its device its excuse", async () => {
  vi.useFakeTimers({ toFake: ["Date"] }); // How long this machine takes is not to count.
  const lease = await leaseDueBefore(-40_000);
  await market.db.update(leases).set({ state: "starting" }).where(eq(leases.id, lease));
  await hearing(market.gateway.env.PUBLIC_URL, 42_000);
  await noteHearing(market.gateway);
  expect(await ledgerOf(lease)).toMatchObject([{ from: "starting", to: "starting" }]);
});

test("a gateway that is killed gives time when it is started again", async () => {
  const first = await startGatewayProcess(market);
  expect(await first.word()).toBe("ready");
  first.signal("SIGKILL");
  await first.end();
  const lease = await leaseDueBefore(10_000);
  await hearing(market.gateway.env.PUBLIC_URL, 60_000);
  const second = await startGatewayProcess(market);
  expect(await second.word()).toBe("ready");
  expect(await ledgerOf(lease)).not.toEqual([]);
  await sweepAt(0);
  expect(await leaseOf(lease)).toMatchObject({ state: "running" });
  second.signal("SIGKILL");
  await second.end();
});

test("a gateway whose Postgres was away gives time when it is back", async () => {
  const gateway = await startGatewayProcess(market);
  expect(await gateway.word()).toBe("ready");
  const lease = await leaseDueBefore(0);
  postgres.kill();
  await sleep(5_500); // Less is no outage: this is what is tested.
  await postgres.start();
  await sweepAt(0);
  await vi.waitFor(async () => expect(await ledgerOf(lease)).not.toEqual([]), {
    timeout: 60_000,
    interval: 100,
  });
  await sweepAt(0);
  expect(await leaseOf(lease)).toMatchObject({ state: "running" });
  gateway.signal("SIGKILL");
  await gateway.end();
}, 120_000);

// ---------------------------------------------------------------------------------------------

/** A running lease whose device had to be heard from so many milliseconds ago. */
async function leaseDueBefore(ms: number): Promise<Hex> {
  const customer = await addCustomer(market);
  // Nobody else's order may wait for it.
  const device = await addDevice(market, { cpuMillis: 1000, lastSeenAt: new Date(Date.now() + 3_600_000) });
  const order = await placeOrder(market.ctx(), await signOrder(market, customer, { spec: pinnedTo(device) }));
  const deadline = new Date(Date.now() - ms);
  const [lease] = await market.db
    .update(leases)
    .set({ state: "running", acceptedAt: new Date(), startedAt: new Date(), deadline })
    .where(eq(leases.order, order))
    .returning();
  return lease!.id;
}

const pinnedTo = (device: Hex) => ({ constraints: { pinnedDevices: [device] } });

/** A gateway that heard devices until so many milliseconds ago. */
async function hearing(url: string, agoMs: number): Promise<void> {
  const hearingAt = new Date(Date.now() - agoMs);
  await market.db
    .insert(gateways)
    .values({ url, hearingAt })
    .onConflictDoUpdate({ target: gateways.url, set: { hearingAt } });
}

const sweepAt = (inMs: number) => sweepLeases(market.ctx({ kind: "gateway" }, new Date(Date.now() + inMs)));

async function leaseOf(id: Hex) {
  return (await market.db.select().from(leases).where(eq(leases.id, id)))[0]!;
}

const ledgerOf = (id: Hex) =>
  market.db
    .select()
    .from(stateChanges)
    .where(and(eq(stateChanges.id, id), eq(stateChanges.reason, "GATEWAY_WAS_AWAY")));
