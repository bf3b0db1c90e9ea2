import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "@/db/client";
import { devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { toJson } from "@/lib/to-json";
import { Batches } from "@/server/batches";
import type { Context } from "@/server/context";
import { LiveIndex } from "@/server/matching/live-index";
import { brokenInvariants } from "@/server/testing/broken-invariants";
import { startGatewayProcess } from "@/server/testing/start-gateway-process";
import {
  addCustomer,
  addDevice,
  signOrder,
  startTestMarket,
  type TestMarket,
} from "@/server/testing/test-market";
import { placeOrder } from "./place-order";
import { placeOrders } from "./place-orders";

/** Nobody falls silent here, however long processes take to start. */
const lastSeenAt = new Date(Date.now() + 3_600_000);

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
});
afterAll(() => market.stop());

test("a gateway that is stopped in its turn loses it, and what it does afterwards counts for nothing", async () => {
  const customer = await addCustomer(market);
  const device = await addDevice(market, { cpuMillis: 1000, lastSeenAt });
  const [stopped, other] = [await signOrder(market, customer), await signOrder(market, customer)];
  const paused = await startGatewayProcess(market);
  expect(await paused.word()).toBe("ready");
  paused.tell(toJson(stopped));
  expect(await paused.word()).toBe("in turn");
  paused.signal("SIGSTOP");
  paused.tell("go on");
  const placed = await placeOrder(market.ctx(), other);
  paused.signal("SIGCONT");
  expect(await paused.word()).toBe("REGISTRY_UNREACHABLE");
  const held = await market.db.select().from(leases).where(eq(leases.device, device));
  expect(held.map((lease) => lease.order)).toEqual([placed]);
  expect(await brokenInvariants(market)).toEqual([]);
  await paused.end();
}, 120_000);

test("two gateways at once take the cheapest devices one by one, and none twice", async () => {
  await market.db.update(devices).set({ state: "retired" });
  const customer = await addCustomer(market);
  const ids = [];
  for (let n = 0; n < 30; n++)
    ids.push(await addDevice(market, { cpuMillis: 1000, vcpuHour: 5000 + n, lastSeenAt }));
  const client = connect(market.url, { name: "ambit-second" });
  const registry = new LiveIndex(market.url, 0);
  const second = (): Context => ({ ...market.ctx(), db: client.db, registry, placing: other });
  const other = new Batches(placeOrders);
  const spec = { objective: "cheapest" } as const;
  const signed = await Promise.all(Array.from({ length: 20 }, () => signOrder(market, customer, { spec })));
  await Promise.all(signed.map((order, n) => placeOrder(n % 2 ? second() : market.ctx(), order)));
  await registry.close();
  await client.close();
  const held = await market.db
    .select()
    .from(leases)
    .where(and(eq(leases.customer, customer.wallet), eq(leases.state, "offered")));
  expect(held.map((lease) => lease.device).toSorted()).toEqual(ids.slice(0, 20).toSorted());
  expect(await brokenInvariants(market)).toEqual([]);
});
