import { setTimeout as sleep } from "node:timers/promises";
import type { ORPCError } from "@orpc/client";
import { sql } from "drizzle-orm";
import type { Hex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "@/db/client";
import { isUnreachable } from "@/db/unreachable";
import { orders } from "@/db/schema/orders";
import type { SignedOrder } from "@/lib/orders/signed-order";
import { notify } from "@/server/changes";
import { brokenInvariants } from "@/server/testing/broken-invariants";
import { ownPostgres, type OwnPostgres } from "@/server/testing/own-postgres";
import { serve, testClient } from "@/server/testing/test-client";
import {
  addCustomer,
  addDevice,
  signOrder,
  startTestMarket,
  type TestMarket,
} from "@/server/testing/test-market";

// An error that nobody waits for would end a gateway; here it fails the run: vitest reports it as unhandled.

let postgres: OwnPostgres;
let market: TestMarket;
beforeAll(async () => {
  postgres = await ownPostgres();
  market = await startTestMarket({ makeDatabase: postgres.makeDatabase });
  serve(market.gateway);
});
afterAll(async () => {
  await market.stop();
  await postgres.stop();
});

test("connections that are cut while they write fail what they were asked, and nothing else", async () => {
  const { db, close } = connect(postgres.url, { max: 8, name: "ambit-cut" });
  const bulk = "x".repeat(1_000_000);
  let isOver = false;
  const outcomes: unknown[] = [];
  const ask = async () => {
    while (!isOver)
      outcomes.push(
        await db
          .transaction(async (tx) => {
            await tx.execute(sql`select length(${bulk}::text)`);
            await tx.execute(sql`select length(${bulk}::text)`);
          })
          .then(
            () => "answered",
            (error: unknown) => error,
          ),
      );
  };
  const asking = Promise.all(Array.from({ length: 8 }, ask));
  for (let cut = 0; cut < 10; cut++) {
    await sleep(20);
    await market.db.execute(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ambit-cut'`,
    );
  }
  isOver = true;
  await asking;
  const failures = outcomes.filter((outcome) => outcome !== "answered");
  expect(failures.length).toBeGreaterThan(0);
  expect(failures.filter((failure) => !isUnreachable(failure))).toEqual([]);
  const again = await Promise.all(Array.from({ length: 8 }, () => db.execute(sql`select 1`)));
  expect(again).toHaveLength(8);
  await close();
});

test("Postgres is killed and comes back while orders are placed: refused meanwhile, none lost or placed twice", async () => {
  const customer = await addCustomer(market);
  // Nobody falls silent here, however long Postgres takes to come back.
  const lastSeenAt = new Date(Date.now() + 3_600_000);
  for (let n = 0; n < 4; n++) await addDevice(market, { cpuMillis: 1_000_000, lastSeenAt });
  const signed = await Promise.all(Array.from({ length: 60 }, () => signOrder(market, customer)));
  const door = testClient().orders;
  const codes: string[] = [];
  const placed: Hex[] = [];
  /** As a customer would: whoever is told that the registry does not answer sends the same order again. */
  const place = async (order: SignedOrder): Promise<void> => {
    const answer = await door.place(order).catch((error: ORPCError<string, unknown>) => error);
    if (!(answer instanceof Error)) placed.push(answer.id);
    else {
      codes.push(answer.code);
      if (answer.code !== "REGISTRY_UNREACHABLE") return;
      await sleep(10);
      return place(order);
    }
  };
  const placing = Promise.all(
    [0, 1, 2, 3].map(async (each) => {
      for (let n = each; n < signed.length; n += 4) await place(signed[n]!);
    }),
  );
  while (placed.length < 10) await sleep(1);
  const heard = market.gateway.changes.next("a topic", 60_000);
  postgres.kill();
  while (codes.length < 4) await sleep(1);
  await postgres.start();
  await placing;
  // One that was committed and not acknowledged is refused the second time: it is there already.
  expect(codes.filter((code) => code !== "REGISTRY_UNREACHABLE" && code !== "ORDER_REPLAYED")).toEqual([]);
  const kept = new Set((await market.db.select({ id: orders.id }).from(orders)).map(({ id }) => id));
  expect(kept.size).toBe(signed.length);
  expect(placed.filter((id) => !kept.has(id))).toEqual([]);
  expect(await brokenInvariants(market)).toEqual([]);
  // Who listened was woken when the connection came back, and hears of what is said from then on.
  expect(await heard).toBe(true);
  const next = market.gateway.changes.next("another topic", 60_000);
  await notify(market.db, "another topic");
  expect(await next).toBe(true);
}, 120_000);
