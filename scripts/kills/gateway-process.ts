import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, ne } from "drizzle-orm";
import type { Hex } from "viem";
import { placementOf } from "@/bench/reserving/market";
import { connect } from "@/db/client";
import { leases } from "@/db/schema/leases";
import { isUnreachable } from "@/db/unreachable";
import { MarketError } from "@/lib/errors";
import { Random } from "@/lib/sandbox/testing/random";
import { Batches } from "@/server/batches";
import type { Context } from "@/server/context";
import { endLease } from "@/server/leases/end-lease";
import { LiveIndex } from "@/server/matching/live-index";
import { placeOrders } from "@/server/orders/place-orders";

/**
 * The part of a gateway that reserves, in a process that is made to be killed: orders from a number on, some at
 * a time, which end again. Writes the number of each order once it is acknowledged, and nothing else.
 */
const [url, firstOrder, instant] = [
  process.env.DATABASE_URL!,
  Number(process.argv[2]),
  Number(process.argv[3]),
];
const atOnce = 32;
/** More than these would fill the market, until nothing is placed any more. */
const runningMost = 100;
const { db } = connect(url, { max: 8, name: "ambit-kills" });
const registry = new LiveIndex(url, 0);
const ctx = { db, registry, now: new Date(instant), actor: { kind: "gateway" } } as Context;
const placing = new Batches(placeOrders);
const random = new Random(firstOrder);
let next = firstOrder;
const running: Hex[] = [];

await throughOutages(endOthers);
await Promise.all(Array.from({ length: atOnce }, run));

/** What the lives before this one left running. */
async function endOthers(): Promise<void> {
  const left = await db.select({ order: leases.order }).from(leases).where(ne(leases.state, "ended"));
  for (const { order } of left) await end(order);
}

async function run(): Promise<never> {
  for (;;) {
    const n = next++;
    const placement = placementOf(ctx, n, {
      resources: { cpuMillis: 1000, memoryMib: 256, diskMib: 64, gpus: 0 },
      objective: "cheapest",
    });
    const isPlaced = await throughOutages(() => placing.add(placement));
    if (!isPlaced) continue;
    writeSync(1, `${n}\n`);
    running.push(placement.orders[0].id);
    // Most end again at once, the others when there are too many.
    const ended = random.chance(8, 10) ? running.pop() : running.length > runningMost && running.shift();
    if (ended) await throughOutages(() => end(ended));
  }
}

/** As a customer does: what was not answered is asked again. False if it was refused for another reason than being there. */
async function throughOutages(ask: () => Promise<void>): Promise<boolean> {
  for (;;) {
    try {
      await ask();
      return true;
    } catch (error) {
      if (error instanceof MarketError) return error.code === "ORDER_REPLAYED";
      if (!isUnreachable(error)) throw error;
      await sleep(20);
    }
  }
}

async function end(order: Hex): Promise<void> {
  await db.transaction(async (tx) => {
    const [lease] = await tx
      .select({ id: leases.id })
      .from(leases)
      .where(and(eq(leases.order, order), ne(leases.state, "ended")));
    if (lease) await endLease(ctx, tx, lease.id, { reason: "CANCELLED_BY_CUSTOMER" });
  });
}
