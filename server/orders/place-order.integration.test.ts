import { and, eq, ne } from "drizzle-orm";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chainFigures } from "@/db/schema/chain";
import { devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { orders } from "@/db/schema/orders";
import { MarketError } from "@/lib/errors";
import { weightsOf } from "@/lib/matching/weights";
import type { ReasonCode } from "@/lib/reasons";
import { brokenInvariants } from "@/server/testing/broken-invariants";
import {
  addCustomer,
  addDevice,
  signOrder,
  startTestMarket,
  type TestMarket,
} from "@/server/testing/test-market";
import { cancelOrder } from "./cancel-order";
import { matchWaiting } from "./match-waiting";
import { placeOrder } from "./place-order";
import { previewOrder } from "./preview-order";

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
});
afterAll(() => market.stop());

const refusal = (promise: Promise<unknown>): Promise<ReasonCode> =>
  promise.then(
    () => Promise.reject(new Error("it was not refused")),
    (error: unknown) => (error instanceof MarketError ? error.code : Promise.reject(error as Error)),
  );

/** Only the devices of one test are online. */
const onlyDevices = async (...ids: string[]) => {
  await market.db.update(devices).set({ lastSeenAt: null });
  for (const id of ids)
    await market.db
      .update(devices)
      .set({ lastSeenAt: new Date() })
      .where(eq(devices.id, id as `0x${string}`));
};

test("an order gets the best device and holds its ceiling", async () => {
  const customer = await addCustomer(market);
  const dear = await addDevice(market, { vcpuHour: 15_000 });
  const cheap = await addDevice(market, { vcpuHour: 9_000 });
  await onlyDevices(dear, cheap);
  const id = await placeOrder(market.ctx(), await signOrder(market, customer));
  const [lease] = await market.db.select().from(leases).where(eq(leases.order, id));
  expect(lease).toMatchObject({
    device: cheap,
    state: "offered",
    ratePerHour: 9_000n,
    ceiling: 150n,
    epoch: 1,
  });
  const [order] = await market.db.select().from(orders).where(eq(orders.id, id));
  expect(order).toMatchObject({ state: "leased", reason: "MATCHED", reserved: 333n });
  expect(order!.decision!.ranked.map((ranked) => ranked.device)).toEqual([cheap, dear]);
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a weight that a vote moved decides the next match, and the points that are shown are those", async () => {
  const customer = await addCustomer(market);
  const cheap = await addDevice(market, { vcpuHour: 9_000, reliabilityBps: 9_000 });
  const reliable = await addDevice(market, { vcpuHour: 15_000, reliabilityBps: 10_000 });
  await onlyDevices(cheap, reliable);
  const signed = await signOrder(market, customer);
  const best = async () => {
    const { decision, weights } = await previewOrder(market.ctx(), { ...signed, maxRatePerHour: 20_000n });
    return [decision.ranked[0]!.device, weights.price];
  };
  expect(await best()).toEqual([cheap, weightsOf.balanced.price]);
  const voted = { contract: "params", name: "balanced.price", value: "0" };
  await market.db.insert(chainFigures).values(voted);
  expect(await best()).toEqual([reliable, 0]);
  const id = await placeOrder(market.ctx(), signed);
  await market.db.delete(chainFigures).where(eq(chainFigures.contract, "params"));
  const [lease] = await market.db.select().from(leases).where(eq(leases.order, id));
  expect(lease).toMatchObject({ device: reliable });
});

test("100 parallel orders on one slot give exactly one lease; every other says why", async () => {
  const customers = await Promise.all(Array.from({ length: 10 }, () => addCustomer(market)));
  const device = await addDevice(market, { cpuMillis: 1000 });
  await onlyDevices(device);
  const signed = await Promise.all(
    Array.from({ length: 100 }, (_, at) => signOrder(market, customers[at % 10]!)),
  );
  const outcomes = await Promise.allSettled(signed.map((order) => placeOrder(market.ctx(), order)));
  const inForce = await market.db
    .select()
    .from(leases)
    .where(and(eq(leases.device, device), ne(leases.state, "ended")));
  expect(inForce).toHaveLength(1);
  const refused = outcomes
    .filter((outcome) => outcome.status === "rejected")
    .map((outcome) => (outcome.reason as MarketError).code);
  expect(refused).toHaveLength(99);
  expect(new Set(refused)).toEqual(new Set(["NO_MATCH"]));
  expect(await brokenInvariants(market)).toEqual([]);
});

test("100 waiting orders on four slots give four leases and 96 that wait with their reason", async () => {
  const customer = await addCustomer(market);
  const device = await addDevice(market, { cpuMillis: 4000 });
  await onlyDevices(device);
  const signed = await Promise.all(
    Array.from({ length: 100 }, () => signOrder(market, customer, { spec: { whenNothingMatches: "wait" } })),
  );
  const ids = await Promise.all(signed.map((order) => placeOrder(market.ctx(), order)));
  expect(new Set(ids).size).toBe(100);
  const mine = await market.db.select().from(orders).where(eq(orders.customer, customer.wallet));
  expect(mine.filter((order) => order.state === "leased")).toHaveLength(4);
  const waiting = mine.filter((order) => order.state === "waiting");
  expect(waiting).toHaveLength(96);
  expect(new Set(waiting.map((order) => order.reason))).toEqual(new Set(["WAITING_FOR_DEVICE"]));
  expect(waiting[0]!.facts.summary).toMatch(/without room/);
  expect(await brokenInvariants(market)).toEqual([]);
});

test("a waiting order is leased when a device appears, oldest first", async () => {
  const customer = await addCustomer(market);
  await onlyDevices();
  for (const order of await market.db.select().from(orders).where(eq(orders.state, "waiting")))
    await cancelOrder(market.asWallet(order.customer), order);
  const first = await placeOrder(
    market.ctx(),
    await signOrder(market, customer, { spec: { whenNothingMatches: "wait" } }),
  );
  const second = await placeOrder(
    market.ctx({ kind: "gateway" }, new Date(Date.now() + 5)),
    await signOrder(market, customer, { spec: { whenNothingMatches: "wait" } }),
  );
  const device = await addDevice(market, { cpuMillis: 1000 });
  await onlyDevices(device);
  await matchWaiting(market.ctx());
  const states = await market.db
    .select({ id: orders.id, state: orders.state })
    .from(orders)
    .where(eq(orders.customer, customer.wallet));
  expect(states.find((order) => order.id === first)!.state).toBe("leased");
  expect(states.find((order) => order.id === second)!.state).toBe("waiting");
});

test("no device: the refusal counts every limit that stands in the way", async () => {
  const customer = await addCustomer(market);
  await onlyDevices(
    await addDevice(market, { vcpuHour: 90_000 }),
    await addDevice(market, { country: "FR" }),
  );
  const order = await signOrder(market, customer, { spec: { constraints: { countriesAllowed: ["DE"] } } });
  const error = await placeOrder(market.ctx(), order).catch((caught: unknown) => caught as MarketError);
  expect(error).toMatchObject({ code: "NO_MATCH" });
  const constraints = JSON.parse(String((error as MarketError).facts.constraints)) as {
    code: string;
    alone: number;
    aloneFromRate?: number;
  }[];
  expect(constraints.find((c) => c.code === "PRICE_BELOW_MARKET")).toMatchObject({
    alone: 1,
    aloneFromRate: 90_000,
  });
  expect(constraints.find((c) => c.code === "POLICY_COUNTRY")).toMatchObject({
    alone: 1,
    aloneFromRate: 10_000,
  });
});

test("a refused order leaves nothing behind and can be placed again", async () => {
  const customer = await addCustomer(market);
  await onlyDevices();
  const signed = await signOrder(market, customer);
  expect(await refusal(placeOrder(market.ctx(), signed))).toBe("NO_MATCH");
  expect(await market.db.select().from(orders).where(eq(orders.customer, customer.wallet))).toEqual([]);
  await onlyDevices(await addDevice(market));
  expect(await placeOrder(market.ctx(), signed)).toBeTruthy();
  expect(await brokenInvariants(market)).toEqual([]);
});

test("the same order placed 20 times at once is one order", async () => {
  const customer = await addCustomer(market);
  await onlyDevices(await addDevice(market));
  const signed = await signOrder(market, customer);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => placeOrder(market.ctx(), signed)),
  );
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  const codes = outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [(outcome.reason as MarketError).code] : [],
  );
  expect(new Set(codes)).toEqual(new Set(["ORDER_REPLAYED"]));
});

test("parallel orders never hold more than the balance or the cap", async () => {
  const customer = await addCustomer(market, { balance: 1000n, cap: 700n });
  await onlyDevices(await addDevice(market, { cpuMillis: 100_000 }));
  const signed = await Promise.all(
    Array.from({ length: 10 }, () => signOrder(market, customer, { terms: { maxTotal: 300n } })),
  );
  const outcomes = await Promise.allSettled(signed.map((order) => placeOrder(market.ctx(), order)));
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(2);
  const codes = outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [(outcome.reason as MarketError).code] : [],
  );
  expect(new Set(codes)).toEqual(new Set(["SESSION_CAP_EXCEEDED"]));
  expect(await brokenInvariants(market)).toEqual([]);
});

test.each<[ReasonCode, (customer: Awaited<ReturnType<typeof addCustomer>>) => ReturnType<typeof signOrder>]>([
  ["FUNDS_EXHAUSTED", async () => signOrder(market, await addCustomer(market, { balance: 100n }))],
  ["SESSION_CAP_EXCEEDED", async () => signOrder(market, await addCustomer(market, { cap: 100n }))],
  ["SESSION_EXPIRED", async () => signOrder(market, await addCustomer(market, { validFor: -1 }))],
  ["ORDER_EXPIRED", (customer) => signOrder(market, customer, { terms: { startBy: 1_700_000_000 } })],
  ["ORDER_CEILING_TOO_LOW", (customer) => signOrder(market, customer, { terms: { maxTotal: 1n } })],
  ["ORDER_TOO_LARGE", (customer) => signOrder(market, customer, { terms: { maxTotal: 5_000_001n } })],
  [
    "SPEC_HASH_WRONG",
    async (customer) => ({
      ...(await signOrder(market, customer)),
      spec: (await signOrder(market, customer, { spec: { args: ["other"] } })).spec,
    }),
  ],
  [
    "ORDER_SIGNATURE_WRONG",
    async (customer) =>
      signOrder(market, {
        ...customer,
        key: { ...privateKeyToAccount(generatePrivateKey()), address: customer.key.address },
      }),
  ],
  [
    "SESSION_KEY_UNKNOWN",
    async (customer) => signOrder(market, { ...customer, key: privateKeyToAccount(generatePrivateKey()) }),
  ],
  [
    "SESSION_KEY_UNKNOWN",
    async (customer) => signOrder(market, { wallet: customer.wallet, key: (await addCustomer(market)).key }),
  ],
  ["WORKLOAD_MISSING", (customer) => signOrder(market, customer, { spec: { input: "cd".repeat(32) } })],
])("%s", async (code, order) => {
  await onlyDevices(await addDevice(market));
  expect(await refusal(placeOrder(market.ctx(), await order(await addCustomer(market))))).toBe(code);
});
