import { eq } from "drizzle-orm";
import { cellToBoundary, cellToParent, latLngToCell } from "h3-js";
import { parseEther, type Hex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  chainBalances,
  chainBondMovements,
  chainBonds,
  chainHeads,
  chainMovements,
  chainProposals,
  chainSlaCredits,
  chainTabPayments,
} from "@/db/schema/chain";
import { deviceCapacity } from "@/db/schema/devices";
import { ratePerHourDown } from "@/lib/pricing/rate";
import { machineShapes } from "@/lib/pricing/reference-prices";
import type { ReasonCode } from "@/lib/reasons";
import { addEndedLease } from "@/server/testing/add-ended-lease";
import { serve, testClient } from "@/server/testing/test-client";
import { addDevice, startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { takeSnapshot } from "./take-snapshot";

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
  const [customer, sessionKey, operator] = [wallet("1"), wallet("2"), wallet("3")];
  const ended = (endedAt: number, reason: ReasonCode) =>
    addEndedLease(market.db, {
      customer,
      sessionKey,
      operator,
      device,
      endedAt: new Date(endedAt),
      reason,
      cost: 1n,
    });
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
  const cells = await client.network.cells({});
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
  const cells = await client.network.cells({});
  const nothing = { cpuMillis: 0, memoryMib: 0, diskMib: 0, gpus: 0 };
  expect(cells.find(({ cell }) => cell === silent)).toMatchObject({ offered: nothing, free: nothing });
  expect(cells.find(({ cell }) => cell === large)).toMatchObject({ offered: { cpuMillis: 1_024_000 } });
});

test("a coarser cell is the H3 parent of those in it, whatever the resolution, and adds them up", async () => {
  const places = [
    [47.4, 8.5],
    [-33.9, 151.2],
    [64.1, -21.9],
    [1.3, 103.8],
    [-54.8, -68.3],
    [52.5, 13.4],
    [52.6, 13.6],
  ] as const;
  for (const [latitude, longitude] of places)
    await addDevice(market, {
      cell: latLngToCell(latitude, longitude, 5),
      latE6: Math.round(latitude * 1e6),
      lngE6: Math.round(longitude * 1e6),
      lastSeenAt: null,
    });
  const finest = await client.network.cells({});
  for (const resolution of [0, 1, 2, 3, 4]) {
    const coarse = await client.network.cells({ resolution });
    const expected = new Map<string, number>();
    for (const { cell, devices } of finest) {
      const parent = cellToParent(cell, resolution);
      expected.set(parent, (expected.get(parent) ?? 0) + devices);
    }
    expect(new Map(coarse.map(({ cell, devices }) => [cell, devices]))).toEqual(expected);
  }
  const [first] = finest;
  const [latitude, longitude] = cellToBoundary(first!.cell)[0]!;
  expect(first!.boundary[0]![0]).toBeCloseTo(latitude, 4);
  expect(first!.boundary[0]![1]).toBeCloseTo(longitude, 4);
});

test("cells within bounds are those whose devices are within, and a limit keeps the largest", async () => {
  const within = await client.network.cells({
    westE6: 150_000_000,
    eastE6: 152_000_000,
    southE6: -35_000_000,
    northE6: -33_000_000,
  });
  expect(within.map(({ cell }) => cell)).toEqual([latLngToCell(-33.9, 151.2, 5)]);
  const all = await client.network.cells({});
  expect(await client.network.cells({ limit: 1 })).toEqual([all[0]]);
  const largest = Math.max(...all.map(({ offered }) => offered.cpuMillis));
  expect(all[0]!.offered.cpuMillis).toBe(largest);
});

test("figures count every device, of however many, and name the cheapest that can take the small machine", async () => {
  const id = await addDevice(market, { name: "nearly free", vcpuHour: 3, gibHour: 1 });
  await addDevice(market, { name: "too small", vcpuHour: 1, cpuMillis: 500 });
  const { devices, offered, cheapest, leases: counted } = await client.network.figures();
  const page = await client.devices.list({ limit: 200 });
  const online = page.items.filter(({ presence }) => presence === "online");
  expect(devices.online).toBe(online.length);
  expect(offered.cpuMillis).toBe(online.reduce((sum, device) => sum + device.offered.cpuMillis, 0));
  expect(cheapest[0]).toEqual({ id, name: "nearly free", country: "DE", rate: 4 });
  // The three of the device's days that ended more than a day ago do not count.
  expect(counted).toEqual({ inForce: 0, endedInDay: 2, costInDay: 2n });
});

test("a snapshot is taken once in ten minutes, and is what the market was", async () => {
  const at = new Date(Math.floor(Date.now() / 600_000) * 600_000);
  await takeSnapshot(market.ctx({ kind: "gateway" }, new Date()));
  const first = await client.network.history({ range: "day" });
  const { devices } = await client.network.figures();
  expect(first.points).toMatchObject([{ at: at.toISOString(), devicesOnline: devices.online }]);
  await addDevice(market);
  await takeSnapshot(market.ctx({ kind: "gateway" }, at));
  expect(await client.network.history({ range: "day" })).toEqual(first);
  // Of a day only its last one is told to the quarter.
  await takeSnapshot(market.ctx({ kind: "gateway" }, new Date(at.getTime() - 40 * 86_400_000)));
  await takeSnapshot(market.ctx({ kind: "gateway" }, new Date(at.getTime() - 40 * 86_400_000 - 600_000)));
  const { points } = await client.network.history({ range: "quarter" });
  expect(points.length).toBeLessThanOrEqual(3);
  expect(points.at(-1)).toEqual(first.points[0]);
});

test("a machine is compared at the middle of the offers that have it in one piece", async () => {
  const shape = machineShapes[0];
  const before = (await client.network.comparison()).find(({ name }) => name === "4 vCPU and 16 GiB")!;
  expect(before).toMatchObject({ offers: 0, median: null });
  const prices = await client.network.prices();
  expect(before.fromParts).toBe(
    ratePerHourDown(shape.resources, {
      vcpuHour: prices.vcpuHour.median!,
      gibHour: prices.gibHour.median!,
      gpuHour: 0,
    }),
  );
  const offered = { ...shape.resources, diskMib: 1024 };
  for (const vcpuHour of [10_001, 20_001, 30_001])
    await addDevice(market, { vcpuHour, gibHour: 999, offered, cpuMillis: 4000 });
  const after = (await client.network.comparison()).find(({ shape: key }) => key === before.shape)!;
  expect(after).toMatchObject({
    offers: 3,
    fromParts: null,
    p10: 4 * 10_001 + 16 * 999,
    median: 4 * 20_001 + 16 * 999,
  });
  const akash = after.others.find(({ who }) => who === "Akash")!;
  expect(akash.savingBps).toBe(Math.floor(((akash.perHour - after.median!) * 10_000) / akash.perHour));
});

test("a GPU counts by its model and its memory, and without a live one nothing is said of its price", async () => {
  const nothing = (await client.network.comparison()).filter(({ name }) => name.startsWith("H"));
  expect(nothing.map(({ median, fromParts, others }) => [median, fromParts, others[0]!.savingBps])).toEqual([
    [null, null, null],
    [null, null, null],
  ]);
  const hardware = {
    cpuModel: "test",
    cpuCores: 16,
    memoryMib: 65_536,
    diskFreeMib: 10_000,
    gpus: [{ model: "NVIDIA H100 80GB HBM3", memoryMib: 81_559 }],
    os: "Linux",
    arch: "x64",
  };
  const offered = { cpuMillis: 16_000, memoryMib: 65_536, diskMib: 4096, gpus: 1 };
  await addDevice(market, { hardware, offered, cpuMillis: 16_000, vcpuHour: 10_000, gpuHour: 1_500_000 });
  const h100 = (await client.network.comparison()).find(({ shape }) => shape === "h100")!;
  expect(h100).toMatchObject({ offers: 1, median: 1_540_000 });
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
  expect(await find("Proposal 4242")).toEqual([["proposal", "Lower the fee"]]);
  // As pages shorten them, with the page's word before it or without.
  expect(await find(`0x${device.slice(2, 6)}…${device.slice(-4)}`)).toEqual([["device", "attic 100%"]]);
  expect(await find(`Device ${device.slice(2, 14)}`)).toEqual([["device", "attic 100%"]]);
  expect(await find(`${wallet("c").slice(0, 6)}…${"C".repeat(4)}`)).toEqual([["wallet", wallet("c")]]);
  expect(await find(hash("e").slice(0, 12))).toEqual([["transaction", hash("e")]]);
  expect(await find(`${wallet("c").slice(0, 6)}…dddd`)).toEqual([]);
  const { transactions } = await market.gateway.chain.public.getBlock({ blockNumber: 1n });
  expect(await find(transactions[0]!)).toEqual([["transaction", transactions[0]]]);
  expect(await find("lower THE")).toEqual([["proposal", "Lower the fee"]]);
  // A sign of the pattern language is only a sign.
  expect(await find("0%")).toEqual([["device", "attic 100%"]]);
  expect(await find("%1")).toEqual([]);
  expect(await find(hash("0"))).toEqual([]);
  expect(await find(wallet("0"))).toEqual([]);
});

test("a cell across 180° is whole for a view that goes across it", async () => {
  const [west, east] = [latLngToCell(-16, 179.95, 5), latLngToCell(-16, -179.95, 5)];
  for (const [cell, lngE6] of [
    [west, 179_950_000],
    [east, -179_950_000],
  ] as const)
    await addDevice(market, { cell, lngE6, latE6: -16_000_000, country: "FJ" });
  const fiji = { resolution: 0, southE6: -20_000_000, northE6: -10_000_000 };
  const across = await client.network.cells({ ...fiji, westE6: 170_000_000, eastE6: -170_000_000 });
  expect(across.reduce((sum, { devices }) => sum + devices, 0)).toBe(2);
  const half = await client.network.cells({ ...fiji, westE6: 170_000_000 });
  expect(half.reduce((sum, { devices }) => sum + devices, 0)).toBe(1);
});

test("the newest leases tell device, state and price, and nothing of the customer", async () => {
  const device = await addDevice(market, { name: "newest" });
  const at = Date.now() + 3_600_000; // After whatever the other tests wrote.
  for (const [ago, cost] of [
    [2000, 1n],
    [1000, 2n],
  ] as const)
    await addEndedLease(market.db, {
      customer: wallet("1"),
      sessionKey: wallet("2"),
      operator: wallet("3"),
      device,
      endedAt: new Date(at - ago),
      reason: "COMPLETED",
      cost,
    });
  const newest = await client.network.leases({ limit: 2 });
  expect(newest.map(({ cost }) => cost)).toEqual([2n, 1n]);
  expect(newest[0]).toEqual({
    id: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    device: { id: device, name: "newest", country: "DE" },
    state: "ended",
    reason: "COMPLETED",
    ratePerHour: 3600n,
    cost: 2n,
    offeredAt: new Date(at - 1000).toISOString(),
  });
});

test("the newest payments are of every operator and every kind, each with its transaction", async () => {
  const id = (order: number) => `${order}`.padStart(75, "9");
  const parties = { customer: wallet("1"), block: 1, at: 1_800_000_000 };
  const paid = { ...parties, feeBps: 200, key: wallet("2"), cumulative: 5n, redeemed: 5n, paid: 5n, fee: 1n };
  await market.db.insert(chainTabPayments).values([
    { ...paid, id: id(1), operator: wallet("3"), transaction: hash("1") },
    { ...paid, id: id(3), operator: wallet("4"), transaction: hash("3") },
  ]);
  await market.db.insert(chainSlaCredits).values({
    ...parties,
    id: id(2),
    lease: hash("a"),
    operator: wallet("3"),
    device: hash("b"),
    window: 1,
    upBps: 9000,
    credit: 7n,
    cover: 0n,
    transaction: hash("2"),
  });
  const newest = await client.network.payments({ limit: 3 });
  expect(
    newest.map(({ kind, operator, amount, transaction }) => [kind, operator, amount, transaction]),
  ).toEqual([
    ["tab", wallet("4"), 5n, hash("3")],
    ["credit", wallet("3"), 7n, hash("2")],
    ["tab", wallet("3"), 5n, hash("1")],
  ]);
});
