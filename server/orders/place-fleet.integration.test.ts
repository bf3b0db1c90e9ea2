import { and, eq, inArray, ne, sql } from "drizzle-orm";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { keccak256, toHex, type Hex } from "viem";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readOrder } from "@/db/queries/orders";
import { deviceCapacity, devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { accounts } from "@/db/schema/money";
import { orders } from "@/db/schema/orders";
import { MarketError } from "@/lib/errors";
import { weightsOf } from "@/lib/matching/weights";
import type { SignedFleet } from "@/lib/orders/signed-order";
import { lowerAddress } from "@/lib/wire";
import { endLease } from "@/server/leases/end-lease";
import { LiveIndex } from "@/server/matching/live-index";
import { reserveEach } from "@/server/matching/reserve";
import { takeTurn } from "@/server/matching/take-turn";
import { brokenInvariants } from "@/server/testing/broken-invariants";
import {
  addCustomer,
  addDevice,
  signFleet,
  signOrder,
  startTestMarket,
  type TestMarket,
} from "@/server/testing/test-market";
import { cancelOrder } from "./cancel-order";
import { matchWaiting } from "./match-waiting";
import { placeFleet } from "./place-fleet";
import { placeOrder } from "./place-order";
import { previewOrder } from "./preview-order";
import { readFleet } from "./read-fleet";

/** Nobody falls silent here, however long the machine takes. */
const lastSeenAt = new Date(Date.now() + 3_600_000);
const [one, two, three] = [0, 0, 0].map(() =>
  lowerAddress(privateKeyToAccount(generatePrivateKey()).address),
) as [Hex, Hex, Hex];

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
});
beforeEach(() => market.db.update(devices).set({ lastSeenAt: null }));
afterAll(() => market.stop());

test("a fleet gets the best device of each operator, in one commit, and holds what all may cost", async () => {
  const customer = await addCustomer(market);
  const [a, , b, c] = [
    await room({ operator: one, vcpuHour: 5_000 }),
    await room({ operator: one, vcpuHour: 5_100 }),
    await room({ operator: two, vcpuHour: 6_000 }),
    await room({ operator: three, vcpuHour: 7_000 }),
  ];
  const fleet = await signFleet(market, customer, { devices: 3, spread: "operator", spec: cheapest });
  const ids = await placeFleet(market.ctx(), fleet);
  expect(await devicesOf(ids)).toEqual([a, b, c].toSorted());
  const seen = await readFleet(market.ctx(), customer.wallet, fleet.spec.fleet!.id);
  expect(seen.orders.map(({ id, state }) => [id, state])).toEqual(ids.toSorted().map((id) => [id, "leased"]));
  for (const { id, decision, lease } of seen.orders)
    expect(lease).toMatchObject({ orderId: id, device: { id: decision!.ranked[0]!.device }, cost: null });
  expect(await heldOf(customer.wallet)).toBe(3n * 333n);
  await expectCode(placeFleet(market.ctx(), fleet), "ORDER_REPLAYED");
  expect(await devicesOf(ids)).toHaveLength(3);
  expect(await brokenInvariants(market)).toEqual([]);
});

test.each([0, 500])(
  "one device too few and none is taken, asked one by one up to %s",
  async (askedOneByOne) => {
    const registry = new LiveIndex(market.url, askedOneByOne);
    const ctx = { ...market.ctx(), registry };
    const customer = await addCustomer(market);
    await room({ country: "FR", vcpuHour: 5_000 });
    await room({ country: "FR", vcpuHour: 5_000 });
    await room({ country: "IT", vcpuHour: 5_000 });
    const fleet = await signFleet(market, customer, { devices: 3, spread: "country" });
    const { fleet: seen } = await previewOrder(ctx, { spec: fleet.spec, maxRatePerHour: 20_000n });
    expect(seen).toMatchObject({ feasible: 3, summary: "3 devices can take it, 2 of different countries" });
    expect(seen!.picked).toHaveLength(2);
    const refused = await expectCode(placeFleet(market.ctx(), fleet), "FLEET_TOO_LARGE");
    expect(refused.facts).toMatchObject({ fits: 2, wanted: 3 });
    expect(await market.db.select().from(orders).where(eq(orders.customer, customer.wallet))).toEqual([]);
    expect(await heldOf(customer.wallet)).toBe(0n);
    expect(await brokenInvariants(market)).toEqual([]);
    await registry.close();
  },
);

test("devices whose network nobody knows are of no network and left out, and that is said", async () => {
  const customer = await addCustomer(market);
  for (const network of [0, 7, 7, 0]) await room({ network });
  const fleet = await signFleet(market, customer, { devices: 2, spread: "network" });
  const { facts } = await expectCode(placeFleet(market.ctx(), fleet), "FLEET_TOO_LARGE");
  expect(facts).toMatchObject({
    fits: 1,
    summary:
      "4 devices can take it, 1 of different networks; 2 are left out: nobody knows the network of devices that call from the gateway's own machine or a private network",
  });
});

test.each([0, 500])(
  "a fleet gets the best device of each area, and none that nobody declared the place of, asked one by one up to %s",
  async (askedOneByOne) => {
    const registry = new LiveIndex(market.url, askedOneByOne);
    const ctx = { ...market.ctx(), registry };
    for (let n = 0; n < 2; n++) await room({ area: null, vcpuHour: 1_000 });
    const [berlin, paris] = ["841f1d5ffffffff", "841fb47ffffffff"];
    const a = await room({ area: berlin, vcpuHour: 5_000 });
    await room({ area: berlin, vcpuHour: 5_100 });
    const b = await room({ area: paris, vcpuHour: 7_000 });
    const asked = async (devices: number) => {
      const wish = { devices, spread: "area" as const, spec: cheapest };
      const { spec } = await signFleet(market, await addCustomer(market), wish);
      return (await previewOrder(ctx, { spec, maxRatePerHour: 20_000n })).fleet!;
    };
    const two = await asked(2);
    expect(two.picked.map(({ device }) => device)).toEqual([a, b]);
    expect(two.leftOut).toBe(2);
    expect((await asked(3)).summary).toBe(
      "5 devices can take it, 2 of different areas; 2 are left out: nobody knows the area of devices whose operators do not say where they stand",
    );
    await registry.close();
  },
);

test.each([0, 500])(
  "a fleet gets the best device of each network, and none of an unknown one, asked one by one up to %s",
  async (askedOneByOne) => {
    const registry = new LiveIndex(market.url, askedOneByOne);
    await room({ network: 0, vcpuHour: 1_000 });
    await room({ network: 7, vcpuHour: 6_000 });
    const [a, b] = [await room({ network: 7, vcpuHour: 5_000 }), await room({ network: 8, vcpuHour: 7_000 })];
    const wish = { devices: 2, spread: "network" as const, spec: cheapest };
    const { spec } = await signFleet(market, await addCustomer(market), wish);
    const { fleet } = await previewOrder({ ...market.ctx(), registry }, { spec, maxRatePerHour: 20_000n });
    expect(fleet!.picked.map(({ device }) => device)).toEqual([a, b]);
    expect(fleet!.leftOut).toBe(1);
    await registry.close();
  },
);

test("one by one and by the index a fleet is the same, where all that is cheap is of one country", async () => {
  for (let n = 0; n < 120; n++) await room({ country: "FR", vcpuHour: 5_000 + n });
  const far = [
    await room({ country: "IT", vcpuHour: 9_000 }),
    await room({ country: "ES", vcpuHour: 9_500 }),
  ];
  const { spec } = await signFleet(market, await addCustomer(market), {
    devices: 3,
    spread: "country",
    spec: cheapest,
  });
  for (const askedOneByOne of [0, 500]) {
    const registry = new LiveIndex(market.url, askedOneByOne);
    const ctx = { ...market.ctx(), registry };
    const { fleet } = await previewOrder(ctx, { spec, maxRatePerHour: 20_000n });
    expect(fleet!.picked.map(({ ratePerHour }) => ratePerHour)).toEqual([5_000, 9_000, 9_500]);
    expect(fleet!.picked.slice(1).map(({ device }) => device)).toEqual(far);
    await registry.close();
  }
});

test("a fleet takes the best that its budget pays for, or nothing, and is told what it would take", async () => {
  const customer = await addCustomer(market);
  const [good, , cheap, cheaper] = [
    await room({ reliabilityBps: 9_990, vcpuHour: 9_000 }),
    await room({ reliabilityBps: 9_980, vcpuHour: 8_000 }),
    await room({ reliabilityBps: 9_600, vcpuHour: 5_000 }),
    await room({ reliabilityBps: 9_000, vcpuHour: 4_000 }),
  ];
  const sign = (devices: number, maxRatePerHour: number) =>
    signFleet(market, customer, { devices, spread: "operator", maxRatePerHour, spec: mostReliable });
  const { facts } = await expectCode(placeFleet(market.ctx(), await sign(3, 16_999)), "FLEET_OVER_BUDGET");
  expect(facts).toEqual({ wanted: 3, asked: 17_000, allowed: 16_999, fits: 2 });
  expect(await heldOf(customer.wallet)).toBe(0n);
  const ids = await placeFleet(market.ctx(), await sign(3, 18_000));
  expect(await devicesOf(ids)).toEqual([good, cheap, cheaper].toSorted());
  expect(await brokenInvariants(market)).toEqual([]);
});

test("an order of a fleet that loses its device goes to one that the budget still pays for, or ends", async () => {
  const customer = await addCustomer(market);
  for (let n = 0; n < 2; n++) await room({ cpuMillis: 1000, vcpuHour: 5_000 });
  const wish = { devices: 2, spread: "anywhere", maxRatePerHour: 11_000, spec: mostReliable } as const;
  const ids = await placeFleet(market.ctx(), await signFleet(market, customer, wish));
  const lose = async () => {
    const [lost] = await inForce([ids[0]!]);
    await market.db.transaction((tx) => endLease(market.ctx(), tx, lost!.id, { reason: "NODE_DRAINING" }));
    await market.db.update(devices).set({ lastSeenAt: null }).where(eq(devices.id, lost!.device));
    await matchWaiting(market.ctx());
  };
  await room({ reliabilityBps: 9_990, vcpuHour: 6_001 });
  const next = await room({ reliabilityBps: 9_000, vcpuHour: 6_000 });
  await lose();
  expect((await inForce([ids[0]!])).map(({ device }) => device)).toEqual([next]);
  await lose();
  const [ended] = await market.db.select().from(orders).where(eq(orders.id, ids[0]!));
  expect(ended).toMatchObject({ state: "ended", reason: "NO_MATCH" });
  expect(ended!.facts["summary"]).toContain("over the price limit");
  expect(await inForce(ids)).toHaveLength(1);
  expect(await brokenInvariants(market)).toEqual([]);
});

test.each([0, 500])(
  "a fleet that waits takes nothing until all can be had, asked one by one up to %s",
  async (askedOneByOne) => {
    const registry = new LiveIndex(market.url, askedOneByOne);
    const ctx = () => ({ ...market.ctx(), registry });
    const customer = await addCustomer(market);
    for (const country of ["FR", "IT"]) await room({ country, vcpuHour: 5_000 });
    const wish = { devices: 3, spread: "country", maxRatePerHour: 18_000, spec: waits } as const;
    const ids = await placeFleet(ctx(), await signFleet(market, customer, wish));
    expect(await inForce(ids)).toEqual([]);
    expect(await heldOf(customer.wallet)).toBe(3n * 333n);
    const said = async () => (await readOrder(market.db, ids[0]!))!;
    expect(await said()).toMatchObject({
      reason: "WAITING_FOR_FLEET",
      facts: { summary: "2 devices can take it, 2 of different countries" },
    });
    await room({ country: "ES", vcpuHour: 9_000 });
    await room({ country: "FR", vcpuHour: 9_500 });
    await matchWaiting(ctx());
    expect(await inForce(ids)).toEqual([]);
    await room({ country: "ES", vcpuHour: 8_000 });
    // However the pages fall, a fleet is not torn by them.
    await matchWaiting(ctx(), 1);
    const got = await inForce(ids);
    expect(got.map(({ ratePerHour }) => String(ratePerHour)).toSorted()).toEqual(["5000", "5000", "8000"]);
    expect(await brokenInvariants(market)).toEqual([]);
    await registry.close();
  },
);

test("a fleet that waits comes before an order that came later, and after one that came before", async () => {
  const customer = await addCustomer(market);
  const single = async () => placeOrder(market.ctx(), await signOrder(market, customer, { spec: waits }));
  const wish = { devices: 2, spread: "anywhere", spec: waits } as const;
  const before = await single();
  const fleet = await placeFleet(market.ctx(), await signFleet(market, customer, wish));
  const after = await single();
  const rooms = async (count: number) => {
    for (let n = 0; n < count; n++) await room({ cpuMillis: 1000 });
    await matchWaiting(market.ctx());
    return (await inForce([before, ...fleet, after])).map(({ order }) => order).toSorted();
  };
  expect(await rooms(1)).toEqual([before]);
  expect(await rooms(2)).toEqual([before, ...fleet].toSorted());
  expect(await rooms(1)).toEqual([before, ...fleet, after].toSorted());
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a fleet that waits is matched whole or not at all, and smaller when some of it is cancelled", async () => {
  const customer = await addCustomer(market);
  const wish = { devices: 3, spread: "anywhere", spec: waits } as const;
  const ids = await placeFleet(market.ctx(), await signFleet(market, customer, wish));
  for (let n = 0; n < 2; n++) await room({ cpuMillis: 1000 });
  await market.db.transaction(async (tx) => {
    // Somebody is at work on one of them, who may end it: two others must not begin without it.
    await tx.select().from(orders).where(eq(orders.id, ids[0]!)).for("update");
    await matchWaiting(market.ctx());
  });
  expect(await inForce(ids)).toEqual([]);
  await market.db.execute(sql`truncate graphile_worker._private_jobs`);
  await cancelOrder(market.asWallet(customer.wallet), { id: ids[0]! });
  const { rows: queued } = await market.db.execute(sql`select key from graphile_worker.jobs`);
  expect(queued).toEqual([{ key: "match-waiting" }]);
  await matchWaiting(market.ctx());
  expect((await inForce(ids)).map(({ order }) => order).toSorted()).toEqual(ids.slice(1).toSorted());
  expect(await brokenInvariants(market)).toEqual([]);
});

test("without money for all of them none is placed", async () => {
  const customer = await addCustomer(market, { balance: 700n });
  for (let n = 0; n < 3; n++) await room();
  const fleet = await signFleet(market, customer, { devices: 3, spread: "anywhere" });
  const { facts } = await expectCode(placeFleet(market.ctx(), fleet), "FUNDS_EXHAUSTED");
  expect(facts).toMatchObject({ needed: "999", available: "700" });
  expect(await heldOf(customer.wallet)).toBe(0n);
});

test("of fleets that come at once and do not all fit each gets all that it wants or nothing", async () => {
  for (let n = 0; n < 7; n++) await room({ cpuMillis: 1000 });
  const customer = await addCustomer(market);
  const fleets = await Promise.all(
    [3, 3, 3].map((count) => signFleet(market, customer, { devices: count, spread: "anywhere" })),
  );
  const outcomes = await Promise.all(
    fleets.map((fleet) =>
      placeFleet(market.ctx(), fleet).then(
        (ids) => String(ids.length),
        (error: MarketError) => error.code,
      ),
    ),
  );
  expect(outcomes.toSorted()).toEqual(["3", "3", "FLEET_TOO_LARGE"]);
  const held = await market.db.select().from(leases).where(eq(leases.customer, customer.wallet));
  expect(new Set(held.map(({ device }) => device)).size).toBe(6);
  expect(await heldOf(customer.wallet)).toBe(6n * 333n);
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a fleet that loses a device while it is decided gives the others back and is decided again", async () => {
  const customer = await addCustomer(market);
  const ids: Hex[] = [];
  for (let n = 0; n < 4; n++) ids.push(await room({ cpuMillis: 1000, vcpuHour: 5_000 + n }));
  const { spec, orders: signed } = await signFleet(market, customer, {
    devices: 3,
    spread: "anywhere",
    spec: cheapest,
  });
  const [first, ...rest] = signed.map(({ terms }, n) => ({
    id: `0x${String(n).padStart(64, "0")}` as const,
    spec,
    maxRatePerHour: terms.maxRatePerHour,
    triedDevices: [],
  }));
  let races = 0;
  const got = await market.db.transaction(async (tx) => {
    await takeTurn(tx);
    const reserved = await reserveEach(market.ctx(), tx, [[first!, ...rest]], async (_, reserve) => {
      const reservation = await reserve();
      // It offers less from this moment on, and says so without waiting for anybody's turn.
      if (races++ === 0)
        await market.db
          .update(deviceCapacity)
          .set({ cpuMillisFree: 0 })
          .where(eq(deviceCapacity.device, ids[1]!));
      return reservation;
    });
    return [...reserved.values()].map(({ won }) => won!.device.id);
  });
  expect(races).toBe(2);
  expect(got.toSorted()).toEqual(ids.filter((_, n) => n !== 1).toSorted());
  const free = await market.db.select().from(deviceCapacity).where(inArray(deviceCapacity.device, ids));
  expect(free.map(({ cpuMillisFree }) => cpuMillisFree)).toEqual([0, 0, 0, 0]);
  // No lease was written of it.
  const whole = { cpuMillisFree: 1000, memoryMibFree: 8192, diskMibFree: 4096 };
  await market.db.update(deviceCapacity).set(whole).where(inArray(deviceCapacity.device, ids));
});

test("an order of a fleet that loses its device goes to one of a group that no other of them has", async () => {
  const customer = await addCustomer(market);
  for (const operator of [one, two]) await room({ operator, cpuMillis: 1000 });
  const fleet = await signFleet(market, customer, { devices: 2, spread: "operator" });
  const ids = await placeFleet(market.ctx(), fleet);
  const [failed] = await market.db.select().from(leases).where(eq(leases.order, ids[0]!));
  const other = failed!.operator === one ? two : one;
  await room({ operator: other, vcpuHour: 1_000 });
  const next = await room({ operator: three });
  await market.db.transaction((tx) =>
    endLease(market.ctx(), tx, failed!.id, { reason: "NODE_SILENT_ON_OFFER", facts: { seconds: 8 } }),
  );
  await market.db.update(devices).set({ lastSeenAt: null }).where(eq(devices.id, failed!.device));
  await matchWaiting(market.ctx());
  expect((await inForce([ids[0]!])).map(({ device }) => device)).toEqual([next]);
  expect(await brokenInvariants(market)).toEqual([]);
});

test("two orders of a fleet that lose their devices at once still stay apart", async () => {
  const customer = await addCustomer(market);
  for (const country of ["FR", "IT"]) await room({ country });
  const ids = await placeFleet(
    market.ctx(),
    await signFleet(market, customer, { devices: 2, spread: "country" }),
  );
  await market.db.update(devices).set({ lastSeenAt: null });
  for (const country of ["AT", "AT", "CH"])
    await room({ country, vcpuHour: country === "AT" ? 5_000 : 9_000 });
  for (const { id } of await inForce(ids))
    await market.db.transaction((tx) => endLease(market.ctx(), tx, id, { reason: "NODE_DRAINING" }));
  await matchWaiting(market.ctx());
  const held = (await inForce(ids)).map(({ device }) => device);
  const rows = await market.db.select().from(devices).where(inArray(devices.id, held));
  expect(rows.map(({ country }) => country).toSorted()).toEqual(["AT", "CH"]);
});

test("an order of a fleet that loses the race for a device is not kept out of its group", async () => {
  const customer = await addCustomer(market);
  for (const operator of [one, two]) await room({ operator });
  const fleet = await signFleet(market, customer, { devices: 2, spread: "operator" });
  const ids = await placeFleet(market.ctx(), fleet);
  await market.db.update(devices).set({ lastSeenAt: null });
  const next = await room({ operator: three });
  await market.db.transaction(async (tx) => {
    const [failed] = await inForce([ids[0]!]);
    await endLease(market.ctx(), tx, failed!.id, { reason: "NODE_DRAINING" });
  });
  await refuse(next, 1);
  await matchWaiting(market.ctx());
  expect((await inForce([ids[0]!])).map(({ device }) => device)).toEqual([next]);
  const { rows } = await market.db.execute(sql`select last_value from refusals`);
  expect(rows).toEqual([{ last_value: "2" }]);
});

test("whoever finds devices and is never quick enough is told that, and not that there are none", async () => {
  const customer = await addCustomer(market);
  const [fast] = [await room({ vcpuHour: 9_000 }), await room({ vcpuHour: 9_500 })];
  await refuse(fast, 1_000);
  const wish = { devices: 2, spread: "anywhere", maxRatePerHour: 18_500 } as const;
  const sign = (spec: object = {}) =>
    signFleet(market, customer, { ...wish, spec: { ...mostReliable, ...spec } });
  const { facts } = await expectCode(placeFleet(market.ctx(), await sign()), "OTHERS_WERE_QUICKER");
  expect(facts).toEqual({ races: 20 });
  const pinned = { constraints: { pinnedDevices: [fast] } };
  const alone = await signOrder(market, customer, { spec: pinned });
  await expectCode(placeOrder(market.ctx(), alone), "OTHERS_WERE_QUICKER");
  const [waiting] = await placeFleet(market.ctx(), await sign(waits));
  expect(await readOrder(market.db, waiting!)).toMatchObject({
    reason: "WAITING_FOR_FLEET",
    facts: { summary: "others were quicker 20 times in a row" },
  });
  await refuse(fast, 0);
  await matchWaiting(market.ctx());
  expect(await readOrder(market.db, waiting!)).toMatchObject({ state: "leased" });
});

test("fleets of two customers with one id do not stay apart from one another", async () => {
  const id = keccak256(toHex("an id that two drew"));
  const placed: Hex[] = [];
  for (let n = 0; n < 2; n++) {
    for (const operator of [one, two]) await room({ operator });
    const fleet = { id, devices: 2, spread: "operator" } as const;
    placed.push(
      ...(await placeFleet(market.ctx(), await signFleet(market, await addCustomer(market), fleet))),
    );
  }
  await market.db.update(devices).set({ lastSeenAt: null });
  for (const operator of [one, two]) await room({ operator });
  for (const { id: lease } of await inForce(placed))
    await market.db.transaction((tx) => endLease(market.ctx(), tx, lease, { reason: "NODE_DRAINING" }));
  await matchWaiting(market.ctx());
  expect(await inForce(placed)).toHaveLength(4);
});

test("a fleet whose signatures are not one intent is refused", async () => {
  const customer = await addCustomer(market);
  const fleet = await signFleet(market, customer, { devices: 2, spread: "anywhere" });
  const [first, second] = fleet.orders as [SignedFleet["orders"][0], SignedFleet["orders"][0]];
  const wrong: [SignedFleet["orders"], string][] = [
    [[first], "1 are signed, the spec asks for 2"],
    [[first, first], "two of them have one salt"],
    [
      [first, { ...second, terms: { ...second.terms, maxTotal: 1n } }],
      "the orders of a fleet differ in their salts alone",
    ],
  ];
  for (const [signed, detail] of wrong) {
    const { facts } = await expectCode(
      placeFleet(market.ctx(), { ...fleet, orders: signed }),
      "INPUT_INVALID",
    );
    expect(facts["detail"]).toBe(detail);
  }
  const alone = { spec: fleet.spec, sessionKey: fleet.sessionKey, ...first };
  await expectCode(placeOrder(market.ctx(), alone), "INPUT_INVALID");
  await expectCode(readFleet(market.ctx(), customer.wallet, fleet.spec.fleet!.id), "NOT_FOUND");
});

test("one fleet is placed once: the same id is refused with other signatures, even at the same moment", async () => {
  const customer = await addCustomer(market);
  for (let n = 0; n < 4; n++) await room();
  const id = keccak256(toHex("an id that is used twice"));
  const fleets = await Promise.all(
    [0, 1].map(() => signFleet(market, customer, { id, devices: 2, spread: "anywhere" })),
  );
  const codes = await Promise.all(
    fleets.map((fleet) =>
      placeFleet(market.ctx(), fleet).then(
        () => "placed",
        (error: MarketError) => error.code,
      ),
    ),
  );
  expect(codes.toSorted()).toEqual(["INPUT_INVALID", "placed"]);
  const refused = fleets[codes.indexOf("INPUT_INVALID")]!;
  const { facts } = await expectCode(placeFleet(market.ctx(), refused), "INPUT_INVALID");
  expect(facts["path"]).toBe("spec.fleet.id");
  expect((await readFleet(market.ctx(), customer.wallet, id)).orders).toHaveLength(2);
  const others = await signFleet(market, await addCustomer(market), { id, devices: 2, spread: "anywhere" });
  expect(await placeFleet(market.ctx(), others)).toHaveLength(2);
  expect(await brokenInvariants(market)).toEqual([]);
});

test.each([0, 500])(
  "thirty similar orders at once fill devices in the order of price and crowd, asked one by one up to %s",
  async (askedOneByOne) => {
    const registry = new LiveIndex(market.url, askedOneByOne);
    const ctx = { ...market.ctx(), registry };
    const customer = await addCustomer(market);
    const { price, crowding } = weightsOf.balanced;
    // No two of them ever have the same points.
    const rates = [5_000, 6_300, 7_600, 12_900];
    const ids = await Promise.all(rates.map((vcpuHour) => room({ cpuMillis: 32_000, vcpuHour })));
    const signed = await Promise.all(Array.from({ length: 30 }, () => signOrder(market, customer)));
    const placed = await Promise.all(signed.map((order) => placeOrder(ctx, order)));
    const expected = rates.map(() => 0);
    for (const _ of placed) {
      const points = rates.map((rate, at) => price * rate + crowding * expected[at]!);
      expected[points.indexOf(Math.min(...points))]!++;
    }
    const got = await devicesOf(placed);
    expect(ids.map((id) => got.filter((device) => device === id).length)).toEqual(expected);
    expect(Math.min(...expected)).toBeGreaterThan(0);
    expect(await brokenInvariants(market)).toEqual([]);
    await registry.close();
  },
);

test("one of a fleet is cancelled and the others go on; similar orders at once do not all fall on one device", async () => {
  const customer = await addCustomer(market);
  for (let n = 0; n < 5; n++) await room({ cpuMillis: 16_000 });
  const signed = await Promise.all(Array.from({ length: 5 }, () => signOrder(market, customer)));
  const single = await Promise.all(signed.map((order) => placeOrder(market.ctx(), order)));
  expect(new Set(await devicesOf(single)).size).toBe(5);
  const fleet = await signFleet(market, customer, { devices: 2, spread: "anywhere" });
  const [first, second] = (await placeFleet(market.ctx(), fleet)) as [Hex, Hex];
  await cancelOrder(market.asWallet(customer.wallet), { id: first });
  expect((await inForce([first, second])).map(({ order }) => order)).toEqual([second]);
  expect(await brokenInvariants(market)).toEqual([]);
});

// ---------------------------------------------------------------------------------------------

const cheapest = { objective: "cheapest" } as const;
const waits = { whenNothingMatches: "wait" } as const;
const mostReliable = { objective: "most-reliable" } as const;

const room = (more: Parameters<typeof addDevice>[1] = {}) => addDevice(market, { lastSeenAt, ...more });

/** The next updates of what is free on this device find that it is not, as if somebody had been quicker. */
async function refuse(device: Hex, times: number): Promise<void> {
  await market.db.execute(sql`drop sequence if exists refusals`);
  await market.db.execute(sql`create sequence refusals`);
  await market.db.execute(sql`
    create or replace function refuse() returns trigger language plpgsql as $$
    begin
      if nextval('refusals') <= tg_argv[0]::int then return null; end if;
      return new;
    end $$`);
  await market.db.execute(sql`
    create or replace trigger refuse before update on device_capacity for each row
    when (new.device = ${sql.raw(`'${device}'`)}) execute function refuse(${sql.raw(String(times))})`);
}

const inForce = (ids: readonly Hex[]) =>
  market.db
    .select()
    .from(leases)
    .where(and(inArray(leases.order, [...ids]), ne(leases.state, "ended")));

const devicesOf = async (ids: readonly Hex[]) => (await inForce(ids)).map(({ device }) => device).toSorted();

async function heldOf(customer: Hex): Promise<bigint> {
  const [account] = await market.db.select().from(accounts).where(eq(accounts.customer, customer));
  return account?.reserved ?? 0n;
}

async function expectCode(promise: Promise<unknown>, code: string): Promise<MarketError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(MarketError);
  expect((error as MarketError).code).toBe(code);
  return error as MarketError;
}
