import { and, eq, ne, TransactionRollbackError } from "drizzle-orm";
import { keccak256, toHex, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { countDeviceBlocks, readRegistry } from "@/db/queries/registry";
import { deviceCapacity, devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { deviceChanges, deviceContents } from "@/db/schema/matching";
import { orders } from "@/db/schema/orders";
import { presenceMs } from "@/lib/devices/device";
import type { MarketError } from "@/lib/errors";
import { DeviceIndex } from "@/lib/matching/index/device-index";
import { rateOf } from "@/lib/matching/fleet";
import { match } from "@/lib/matching/match";
import { matchRequest, type MatchRequest } from "@/lib/matching/match-request";
import type { Ranked } from "@/lib/matching/rank";
import { order } from "@/lib/matching/testing/samples";
import { subtractResources } from "@/lib/orders/resources";
import { specSchema, type Spec } from "@/lib/orders/spec";
import { lowerAddress } from "@/lib/wire";
import { matchWaiting } from "@/server/orders/match-waiting";
import { placeOrder } from "@/server/orders/place-order";
import { previewOrder } from "@/server/orders/preview-order";
import { brokenInvariants } from "@/server/testing/broken-invariants";
import {
  addCustomer,
  addDevice,
  addDevices,
  signOrder,
  startTestMarket,
  type TestMarket,
} from "@/server/testing/test-market";
import { LiveIndex } from "./live-index";
import { reserveEach } from "./reserve";

/** A market in which even the first device is found through the index. */
let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket({ askedOneByOne: 0 });
});
afterAll(() => market.stop());
beforeEach(() => market.db.update(devices).set({ state: "retired" }));

/** None of so many falls silent while they are counted, however long the machine takes. */
const lastSeenAt = new Date(Date.now() + 3_600_000);

const request: MatchRequest = order({ content: "image" });

/** What the index finds and what every device says, at the same instant. */
async function both(at = new Date(), index = market.gateway.registry) {
  const found = (await index.catchUp(at)).best(request, 10);
  const { ranked } = match(request, await readRegistry(market.db, at), { runnersUp: 9 });
  return { found, expected: ranked.map(({ device, score }) => ({ device, score })) };
}

const change = (id: Hex, columns: Partial<typeof devices.$inferInsert>) =>
  market.db.update(devices).set(columns).where(eq(devices.id, id));

test.each<[string, (id: Hex) => Promise<unknown>, toBeFound: boolean]>([
  ["a lower price", (id) => change(id, { vcpuHour: 1 }), true],
  ["another place", (id) => change(id, { latE6: 1, lngE6: 1, accessRttMicros: 9 }), true],
  ["more reliability", (id) => change(id, { reliabilityBps: 10_000 }), true],
  ["a history", (id) => change(id, { leasesEnded: 100 }), true],
  ["draining", (id) => change(id, { draining: true }), false],
  ["leaving", (id) => change(id, { state: "retired" }), false],
  ["other drivers", (id) => change(id, { drivers: [] }), false],
  ["silence on an offer", (id) => change(id, { silentSince: new Date() }), false],
  ["silence", (id) => change(id, { lastSeenAt: new Date(Date.now() - presenceMs - 1) }), false],
  [
    "a workload fetched",
    (id) => market.db.insert(deviceContents).values({ device: id, content: "image", heldSince: new Date() }),
    true,
  ],
  [
    "no room",
    async (id) => {
      await change(id, { offered: { cpuMillis: 0, memoryMib: 8192, diskMib: 4096, gpus: 0 } });
      await market.db.update(deviceCapacity).set({ cpuMillisFree: 0 }).where(eq(deviceCapacity.device, id));
    },
    false,
  ],
])("the index hears of %s", async (_, happen, toBeFound) => {
  const [one, other] = [await addDevice(market), await addDevice(market)];
  await both();
  await happen(one);
  const { found, expected } = await both();
  expect(found).toEqual(expected);
  expect(found.map(({ device }) => device).toSorted()).toEqual(
    (toBeFound ? [one, other] : [other]).toSorted(),
  );
});

test("a device that nobody hears from falls out as time goes by, and is back with its next heartbeat", async () => {
  const id = await addDevice(market, { lastSeenAt: new Date() });
  expect((await both()).found).toHaveLength(1);
  const later = new Date(Date.now() + presenceMs + 1000);
  expect((await both(later)).found).toEqual([]);
  await change(id, { lastSeenAt: later });
  expect((await both(later)).found).toHaveLength(1);
});

test("a heartbeat of a device that was heard from just now is no change", async () => {
  const id = await addDevice(market);
  const changes = () => market.db.$count(deviceChanges);
  const before = await changes();
  await change(id, { lastSeenAt: new Date() });
  expect(await changes()).toBe(before);
});

test("one that was silent almost long enough is, because clocks of gateways differ", async () => {
  const silentMs = presenceMs - 14_000;
  const id = await addDevice(market, { lastSeenAt: new Date(Date.now() - silentMs) });
  await both(new Date(Date.now() + 14_001));
  await change(id, { lastSeenAt: new Date() });
  expect((await both()).found).toHaveLength(1);
});

test("what a transaction changed is seen once it commits, even if others committed after it began", async () => {
  const [slow, quick] = [await addDevice(market), await addDevice(market)];
  await market.db.transaction(async (tx) => {
    await tx.update(devices).set({ vcpuHour: 1 }).where(eq(devices.id, slow));
    await change(quick, { vcpuHour: 2 });
    expect((await both()).found[0]!.device).toBe(quick);
  });
  expect((await both()).found[0]!.device).toBe(slow);
});

test("an index that starts later knows the same", async () => {
  for (let n = 0; n < 5; n++) await addDevice(market, { vcpuHour: 9000 + n });
  const fresh = new LiveIndex(market.url, 0);
  const { found, expected } = await both(new Date(), fresh);
  await fresh.close();
  expect(found).toHaveLength(5);
  expect(found).toEqual(expected);
});

test("block by block each device is read, and none twice", async () => {
  await addDevices(
    market,
    Array.from({ length: 100 }, () => ({ lastSeenAt })),
  );
  const at = new Date();
  const blocks = await countDeviceBlocks(market.db);
  expect(blocks).toBeGreaterThan(3);
  const read: Hex[] = [];
  for (let from = 0; from < blocks; from += 3)
    for (const { id } of await readRegistry(market.db, at, { blocks: { from, to: from + 3 } })) read.push(id);
  expect(read.toSorted()).toEqual((await readRegistry(market.db, at)).map(({ id }) => id).toSorted());
});

test("100 parallel orders on one slot give exactly one lease, through the index too", async () => {
  const customer = await addCustomer(market);
  const device = await addDevice(market, { cpuMillis: 1000 });
  const signed = await Promise.all(Array.from({ length: 100 }, () => signOrder(market, customer)));
  const outcomes = await Promise.allSettled(signed.map((each) => placeOrder(market.ctx(), each)));
  const inForce = await market.db
    .select()
    .from(leases)
    .where(and(eq(leases.device, device), ne(leases.state, "ended")));
  expect(inForce).toHaveLength(1);
  const refused = outcomes.flatMap((each) =>
    each.status === "rejected" ? [(each.reason as MarketError).code] : [],
  );
  expect(refused).toHaveLength(99);
  expect(new Set(refused)).toEqual(new Set(["NO_MATCH"]));
  expect(await brokenInvariants(market)).toEqual([]);
});

test("40 parallel orders on 20 devices of two slots fill each, none twice", async () => {
  const customer = await addCustomer(market);
  for (let n = 0; n < 20; n++) await addDevice(market, { cpuMillis: 2000, vcpuHour: 9000 + n });
  const signed = await Promise.all(Array.from({ length: 40 }, () => signOrder(market, customer)));
  await Promise.all(signed.map((each) => placeOrder(market.ctx(), each)));
  const taken = await market.db
    .select()
    .from(orders)
    .where(and(eq(orders.customer, customer.wallet), eq(orders.state, "leased")));
  expect(taken).toHaveLength(40);
  expect(await brokenInvariants(market)).toEqual([]);
});

test("orders that are decided together get what each would get after the one before", async () => {
  const count = 60;
  await addDevices(
    market,
    Array.from({ length: count }, (_, n) => ({
      country: n % 3 === 0 ? "FR" : "DE",
      vcpuHour: 5_000 + ((n * 7919) % 40) * 100,
      reliabilityBps: 9_000 + ((n * 6007) % 500),
      latE6: 40_000_000 + ((n * 104_729) % 20) * 1_000_000,
      cpuMillis: 2000,
      lastSeenAt,
    })),
  );
  const objectives = ["cheapest", "balanced", "nearest", "most-reliable"] as const;
  // More than there is room for, and more of one kind than are found ahead.
  const wishes = Array.from({ length: 130 }, (_, n) => ({
    id: keccak256(toHex(n)),
    spec: specSchema.parse({
      version: 1,
      workload: { kind: "script", language: "javascript", source: keccak256("0x00").slice(2) },
      resources: { cpuMillis: 1000, memoryMib: 256, diskMib: 0 },
      objective: objectives[n % 4],
      near: { latE6: 40_000_000 + (n % 7) * 3_000_000, lngE6: 13_400_000 },
      ...(n % 5 === 0 && { constraints: { countriesAllowed: ["FR"] } }),
    }),
    maxRatePerHour: 20_000n,
    triedDevices: [],
  }));
  const at = new Date();
  const free = new Map((await readRegistry(market.db, at)).map((device) => [device.id, device]));
  const expected = wishes.map(({ id, spec, maxRatePerHour }) => {
    const [best, ...others] = match(matchRequest(id, spec, Number(maxRatePerHour)), free.values()).ranked;
    if (!best) return [];
    const device = free.get(best.device)!;
    const left = subtractResources(device.free, spec.resources);
    free.set(device.id, { ...device, free: left, pendingOffers: device.pendingOffers + 1 });
    return [best, ...others];
  });
  const { registry } = market.gateway;
  const searching = vi.spyOn(DeviceIndex.prototype, "best");
  const parties = wishes.map((wish) => [wish] as const);
  let decided: Ranked[][] = [];
  const reserving = market.db.transaction(async (tx) => {
    const of = await reserveEach({ registry, now: at }, tx, parties, (_, reserve) => reserve());
    decided = wishes.map((wish) => of.get(wish)!.decision.ranked);
    // No lease has what was taken.
    tx.rollback();
  });
  await expect(reserving).rejects.toThrow(TransactionRollbackError);
  const searches = searching.mock.calls.length;
  searching.mockRestore();
  expect(decided).toEqual(expected);
  expect(expected.filter((ranked) => ranked.length === 0).length).toBeGreaterThan(0);
  // Each once for what is found ahead; most need no other search, however many were held before them.
  expect(searches).toBeGreaterThan(wishes.length);
  expect(searches).toBeLessThan(2 * wishes.length);
});

test("of orders that wait, those are tried that the index finds a device for; the others keep their reason", async () => {
  const customer = await addCustomer(market);
  await addDevice(market, { country: "FR" });
  const place = async (country: string, ms: number) =>
    placeOrder(
      market.ctx({ kind: "gateway" }, new Date(Date.now() + ms)),
      await signOrder(market, customer, {
        spec: { whenNothingMatches: "wait", constraints: { countriesAllowed: [country] } },
      }),
    );
  const [first, second, hopeless] = [await place("DE", 0), await place("DE", 5), await place("IT", 10)];
  const said = async () =>
    (await market.db.select().from(orders).where(eq(orders.id, hopeless)))[0]!.facts["summary"];
  // While others wait for their turn, nobody counts which limits are in the way.
  expect(await said()).toMatch(/can(not)? take it now$/);
  await matchWaiting(market.ctx(), 1);
  expect(await said()).toMatch(/^of \d+ devices?, \d+ in other countries/);
  await addDevice(market, { country: "DE", cpuMillis: 1000 });
  await matchWaiting(market.ctx(), 1);
  const found = await market.db.select().from(orders).where(eq(orders.customer, customer.wallet));
  const states = Object.fromEntries(found.map((each) => [each.id, each.state]));
  expect(states).toEqual({ [first]: "leased", [second]: "waiting", [hopeless]: "waiting" });
  const considered = (id: string) => found.find((each) => each.id === id)!.decision!.considered;
  // Only the one that was tried again counted the new device.
  expect([considered(first), considered(hopeless)].map((each, _, [least]) => each - least!)).toEqual([0, -1]);
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a decision through the index ranks the best and says that it did not ask everybody", async () => {
  const customer = await addCustomer(market);
  const cheap = await addDevice(market, { vcpuHour: 9000 });
  const dear = await addDevice(market, { vcpuHour: 15_000 });
  const id = await placeOrder(market.ctx(), await signOrder(market, customer));
  const [placed] = await market.db.select().from(orders).where(eq(orders.id, id));
  expect(placed!.decision).toMatchObject({ isCounted: false, feasible: 2, constraints: [], excluded: [] });
  expect(placed!.decision!.ranked.map((ranked) => ranked.device)).toEqual([cheap, dear]);
});

test("an order that is refused in a large market is told every limit, though nobody counted in its turn", async () => {
  await addDevice(market, { vcpuHour: 90_000 });
  await addDevice(market, { country: "FR" });
  const refused = await signOrder(market, await addCustomer(market), {
    spec: { constraints: { countriesAllowed: ["DE"] } },
  });
  await expect(placeOrder(market.ctx(), refused)).rejects.toMatchObject({
    code: "NO_MATCH",
    facts: {
      summary: "of 2 devices, 1 in other countries, 1 over the price limit",
      constraints: expect.stringContaining('"aloneFromRate":90000'),
    },
  });
});

test("when nothing matches, the index counts every limit as asking each device does", async () => {
  await addDevice(market, { vcpuHour: 90_000 });
  await addDevice(market, { country: "FR" });
  const { spec } = await signOrder(market, await addCustomer(market), {
    spec: { constraints: { countriesAllowed: ["DE"] } },
  });
  const through = async (askedOneByOne: number) => {
    const registry = new LiveIndex(market.url, askedOneByOne);
    const { decision } = await previewOrder({ ...market.ctx(), registry }, { spec, maxRatePerHour: 20_000n });
    await registry.close();
    return decision;
  };
  const decision = await through(0);
  const asked = await through(10_000);
  expect(
    decision.constraints
      .filter(({ alone }) => alone > 0)
      .map(({ code }) => code)
      .toSorted(),
  ).toEqual(["POLICY_COUNTRY", "PRICE_BELOW_MARKET"]);
  expect(decision).toEqual({ ...asked, considered: decision.considered });
});

test("an index that many changes have worn is laid out anew while it answers", async () => {
  await addDevice(market);
  const index = await market.gateway.registry.catchUp(new Date());
  const [record] = await readRegistry(market.db, new Date());
  for (let n = 0; n <= 1000; n++) index.put(record!);
  expect(index.isWorn).toBe(true);
  while (index.isWorn) {
    const { found, expected } = await both();
    expect(found).toHaveLength(1);
    expect(found).toEqual(expected);
  }
});

test("where many devices are of few countries, a fleet asks once for each, and finds what each device says", async () => {
  const rates = { FR: [600, 5_000], IT: [600, 7_000], ES: [1, 9_000] } as const;
  for (const [country, [count, cheapest]] of Object.entries(rates))
    await addDevices(
      market,
      Array.from({ length: count }, (_, n) => ({ country, vcpuHour: cheapest + n, lastSeenAt })),
    );
  for (const wanted of [3, 5]) {
    const { found, expected, asked } = await bothFleets({ devices: wanted, spread: "country" });
    // Twice for each page, the second time for what is read ahead with it; and once at the beginning.
    expect(asked).toBeLessThanOrEqual(1 + 2 * (wanted + 1));
    expect(found!.picked).toEqual(expected!.picked);
    if (wanted > 3) expect(found).toEqual(expected);
  }
});

test("of operators a fleet looks so far and no further, and says that there may be more", async () => {
  const operator = lowerAddress(privateKeyToAccount(generatePrivateKey()).address);
  await addDevices(
    market,
    Array.from({ length: 2001 }, () => ({ operator, vcpuHour: 5_000, lastSeenAt })),
  );
  await addDevice(market, { vcpuHour: 9_000, lastSeenAt });
  const { found, expected } = await bothFleets({ devices: 2, spread: "operator" });
  expect(expected).toMatchObject({ isWhole: true, isBest: true, feasible: 2002, picked: [{}, {}] });
  expect(found).toMatchObject({ isWhole: false, isBest: false, feasible: 2002, picked: [{}] });
  expect(found!.summary).toBe("at least 2002 devices can take it, at least 1 of different operators");
});

test("within a budget the index finds as good a fleet as asking each device, and knows that it is the best", async () => {
  // All that is good is of one country, of which a fleet may have one.
  const others = ["IT", "ES", "AT", "CH", "PT"];
  await addDevices(
    market,
    Array.from({ length: 900 }, (_, n) => {
      const isFrench = n % 3 > 0;
      return {
        country: isFrench ? "FR" : others[(n / 3) % others.length]!,
        vcpuHour: (isFrench ? 5_000 : 8_000) + ((n * n * 7919) % 4_007),
        reliabilityBps: (isFrench ? 9_800 : 9_000) + ((n * 6007) % 199),
        lastSeenAt,
      };
    }),
  );
  for (const [spread, maxRatePerHour] of [
    ["anywhere", 28_000],
    ["operator", 31_000],
    ["country", 39_000],
    ["country", 41_000],
  ] as const) {
    const { found, expected, asked } = await bothFleets(
      { devices: 5, spread, maxRatePerHour },
      "most-reliable",
    );
    // Of the one country alone there are six pages.
    expect(asked).toBeLessThanOrEqual(16);
    expect(expected!.leastRate).toBeLessThanOrEqual(maxRatePerHour);
    expect(found).toMatchObject({ isBest: true, leastRate: expected!.leastRate });
    expect(pointsOf(found!)).toBe(pointsOf(expected!));
    expect(rateOf(found!.picked)).toBeLessThanOrEqual(maxRatePerHour);
  }
  const tooLow = { devices: 5, spread: "country", maxRatePerHour: 25_000 } as const;
  const { found, expected } = await bothFleets(tooLow, "most-reliable");
  expect(found!.leastRate).toBeGreaterThan(25_000);
  expect(found).toEqual(expected);
});

const pointsOf = ({ picked }: { picked: readonly Ranked[] }) =>
  picked.reduce((sum, { score }) => sum + score, 0);

/** What the index finds for a fleet, how often it is asked for that, and what asking each device finds. */
async function bothFleets(
  wish: Omit<NonNullable<Spec["fleet"]>, "id">,
  objective: Spec["objective"] = "cheapest",
) {
  const fleet = { id: keccak256("0x01"), ...wish };
  const { spec } = await signOrder(market, await addCustomer(market), { spec: { objective, fleet } });
  const previewIn = async (registry: LiveIndex) =>
    (await previewOrder({ ...market.ctx(), registry }, { spec, maxRatePerHour: 20_000n })).fleet;
  const asking = vi.spyOn(DeviceIndex.prototype, "best");
  const found = await previewIn(market.gateway.registry);
  const asked = asking.mock.calls.length;
  asking.mockRestore();
  const oneByOne = new LiveIndex(market.url, Infinity);
  const expected = await previewIn(oneByOne);
  await oneByOne.close();
  return { found, expected, asked };
}
