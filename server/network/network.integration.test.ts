import { eq } from "drizzle-orm";
import { bytesToHex, parseEther, type Hex } from "viem";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  chainBalances,
  chainBondMovements,
  chainBonds,
  chainHeads,
  chainMovements,
  chainProposals,
} from "@/db/schema/chain";
import { deviceCapacity } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { orders } from "@/db/schema/orders";
import { serve, testClient } from "@/server/testing/test-client";
import { addDevice, startTestMarket, type TestMarket } from "@/server/testing/test-market";

let market: TestMarket;
const client = testClient();
const hash = (digit: string): Hex => `0x${digit.repeat(64)}`;
const wallet = (digit: string): Hex => `0x${digit.repeat(40)}`;
const said = { id: "1", transaction: hash("e"), block: 1, at: 1_800_000_000 };

beforeAll(async () => {
  market = await startTestMarket();
  serve(market.gateway);
});
afterAll(() => market.stop());

test("prices are those of devices that take leases now, each one that a device really asks", async () => {
  const silent = new Date(Date.now() - 60_000);
  for (const vcpuHour of [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]) await addDevice(market, { vcpuHour });
  await addDevice(market, { vcpuHour: 1, lastSeenAt: silent });
  await addDevice(market, { vcpuHour: 2, draining: true });
  await addDevice(market, { vcpuHour: 3, state: "retired" });
  const { vcpuHour, gpuHour } = await client.network.prices();
  expect(vcpuHour).toEqual({ offers: 10, p10: 10, median: 50, p90: 90 });
  expect(gpuHour).toEqual({ offers: 0, p10: null, median: null, p90: null });
});

test("a device's days say how its leases ended, and by whose fault; an empty day is told too", async () => {
  const device = await addDevice(market);
  const now = Date.now();
  const ended = (endedAt: number, reason: "COMPLETED" | "NODE_SILENT_ON_OFFER") =>
    addEndedLease(device, endedAt, reason);
  await ended(now, "COMPLETED");
  await ended(now, "NODE_SILENT_ON_OFFER");
  await ended(now - 29 * 86_400_000, "COMPLETED");
  await ended(now - 31 * 86_400_000, "COMPLETED");
  const days = await client.devices.days({ id: device });
  expect(days.length).toBe(30);
  expect(days.at(-1)).toEqual({
    day: new Date(now).toISOString().slice(0, 10),
    leases: 2,
    faults: 1,
  });
  expect([days[0]!.leases, days[1]!.leases]).toEqual([1, 0]);
});

test("cells add up what their devices offer and have free, and count those that are silent", async () => {
  const cell = "85283473fffffff";
  await addDevice(market, { cell, country: "US", cpuMillis: 2000 });
  await addDevice(market, { cell, country: "US", cpuMillis: 3000 });
  await addDevice(market, { cell, country: "US", lastSeenAt: null });
  const cells = await client.network.cells();
  expect(cells.find((place) => place.cell === cell)).toMatchObject({
    country: "US",
    devices: 3,
    online: 2,
    offered: { cpuMillis: 5000 },
    free: { cpuMillis: 5000 },
    leases: 0,
  });
});

test("a place where nothing is online, and one larger than any machine, are places too", async () => {
  const [silent, large] = ["85754e67fffffff", "851fb467fffffff"];
  await addDevice(market, { cell: silent, country: "AU", lastSeenAt: null });
  for (let device = 0; device < 2; device += 1)
    await addDevice(market, { cell: large, country: "DE", cpuMillis: 512_000 });
  const cells = await client.network.cells();
  const nothing = { cpuMillis: 0, memoryMib: 0, diskMib: 0, gpus: 0 };
  expect(cells.find(({ cell }) => cell === silent)).toMatchObject({ offered: nothing, free: nothing });
  expect(cells.find(({ cell }) => cell === large)).toMatchObject({ offered: { cpuMillis: 1_024_000 } });
});

test("a device of which nothing is free is still listed", async () => {
  const id = await addDevice(market);
  await market.db
    .update(deviceCapacity)
    .set({ cpuMillisFree: 0, memoryMibFree: 0, diskMibFree: 0, gpusFree: 0 })
    .where(eq(deviceCapacity.device, id));
  const { free } = await client.devices.get({ id });
  expect(free).toEqual({ cpuMillis: 0, memoryMib: 0, diskMib: 0, gpus: 0 });
  expect((await client.devices.list({ limit: 200 })).items.map((device) => device.id)).toContain(id);
});

test("a bond says what is locked, what thaws until when, and what is free", async () => {
  const operator = wallet("a");
  const now = Math.floor(Date.now() / 1000);
  await market.db.insert(chainHeads).values({ chainId: 31337, number: 1, timestamp: now });
  await market.db.insert(chainBonds).values({
    operator,
    tokens: parseEther("10"),
    locked: parseEther("4"),
    thawing: 5n,
    thaws: [
      { amount: "2", readyAt: now - 1 },
      { amount: "3", readyAt: now + 900 },
    ],
    slashed: 1n,
  });
  await market.db.insert(chainBondMovements).values({ ...said, operator, kind: "staked", amount: 11n });
  expect(await client.network.bond({ operator })).toMatchObject({
    locked: parseEther("4"),
    withdrawable: 2n,
    free: parseEther("6") - 5n,
    owed: 0n,
    movements: [{ kind: "staked", amount: 11n }],
  });
  expect(await client.network.bond({ operator: wallet("b") })).toMatchObject({ tokens: 0n, movements: [] });
});

test("search finds what is named, by hash, wallet, number or words, and nothing else", async () => {
  const device = await addDevice(market, { name: "attic 100%" });
  await market.db.insert(chainBalances).values({ customer: wallet("c"), balance: 1n, thawing: 0n });
  await market.db
    .insert(chainMovements)
    .values({ ...said, wallet: wallet("c"), kind: "deposit", amount: 1n, fee: 0n, counterparty: null });
  await market.db.insert(chainProposals).values({
    ...said,
    id: 4242n,
    proposer: wallet("c"),
    description: "# Lower the fee\n\nBecause.",
    voteStart: 1,
    voteEnd: 2,
    against: 0n,
    for: 0n,
    abstain: 0n,
    voters: 0,
    executableAt: null,
    queuedIn: null,
    executedIn: null,
    cancelledIn: null,
    timelockId: hash("b"),
  });
  const find = async (q: string) =>
    (await client.network.search({ q })).map(({ kind, title }) => [kind, title]);
  expect(await find(device)).toEqual([["device", "attic 100%"]]);
  expect(await find("c".repeat(40).replace(/^/, "0x").toUpperCase().replace("0X", "0x"))).toEqual([
    ["wallet", wallet("c")],
  ]);
  expect(await find(hash("e"))).toEqual([["transaction", hash("e")]]);
  expect(await find("4242")).toEqual([["proposal", "Lower the fee"]]);
  expect(await find("lower THE")).toEqual([["proposal", "Lower the fee"]]);
  // A sign of the pattern language is only a sign.
  expect(await find("0%")).toEqual([["device", "attic 100%"]]);
  expect(await find("%1")).toEqual([]);
  expect(await find(hash("0"))).toEqual([]);
  expect(await find(wallet("0"))).toEqual([]);
});

/** A lease of a second that ended on a device, with the order that it was for. */
async function addEndedLease(device: Hex, endedAt: number, reason: "COMPLETED" | "NODE_SILENT_ON_OFFER") {
  const [id, order] = [bytesToHex(randomBytes(32)), bytesToHex(randomBytes(32))];
  const at = new Date(endedAt);
  const both = { customer: wallet("1"), sessionKey: wallet("2"), state: "ended", reason, facts: {} } as const;
  await market.db.insert(orders).values({
    ...both,
    id: order,
    spec: {
      version: 1,
      workload: { kind: "script", language: "javascript", source: "ab".repeat(32) },
      resources: { cpuMillis: 100, memoryMib: 64, diskMib: 0, gpus: 0 },
    } as typeof orders.$inferInsert.spec,
    specHash: hash("1"),
    maxRatePerHour: 1n,
    maxTotal: 1n,
    startBy: 0,
    maxSeconds: 1,
    minTier: 0,
    salt: order,
    signature: "0x",
    reserved: 0n,
    createdAt: at,
    endedAt: at,
  });
  await market.db.insert(leases).values({
    ...both,
    id,
    order,
    epoch: 1,
    operator: wallet("3"),
    device,
    ratePerHour: 3600n,
    ceiling: 1n,
    offer: { tier: 0, validUntil: 0, salt: "1", signature: null },
    deadline: at,
    offeredAt: at,
    endedAt: at,
    cost: 1n,
  });
}
