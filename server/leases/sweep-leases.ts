import "server-only";
import { and, asc, eq, isNull, lt, ne } from "drizzle-orm";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { orders } from "@/db/schema/orders";
import { leaseClocks, type LeaseState } from "@/lib/leases/lease";
import type { Context } from "@/server/context";
import { whatSilenceSays } from "@/server/devices/hear-devices";
import { enqueue } from "@/server/jobs/enqueue";
import { endLease, endOrder, type LeaseEnd } from "./end-lease";

/** A device that accepted a sealed order waits for its customer, and is not to blame for it. */
const keyIsLate: LeaseEnd = { reason: "SEAL_KEY_LATE", facts: { seconds: leaseClocks.startMs / 1000 } };

/** Nobody is to blame where a gateway was taken away: its devices may be well. */
const unreached: LeaseEnd = { reason: "CONTACT_LOST", facts: { seconds: leaseClocks.silenceMs / 1000 } };

const sweepEveryMs = 1_000;

/** What a missed deadline means, by how far the lease had come. */
const silence: Record<Exclude<LeaseState, "ended">, LeaseEnd> = {
  offered: { reason: "NODE_SILENT_ON_OFFER", facts: { seconds: leaseClocks.answerMs / 1000 } },
  starting: { reason: "START_TIMEOUT", facts: { seconds: leaseClocks.startMs / 1000 } },
  running: { reason: "HEARTBEAT_LOST", facts: { seconds: leaseClocks.silenceMs / 1000 } },
};

/**
 * Ends the leases whose device let a deadline pass, and the waiting orders whose time to start is over.
 * Each in a transaction of its own, so that one that fails holds up no other. While devices may be calling a
 * gateway that is away, no deadline counts. Comes again by itself.
 */
export async function sweepLeases(ctx: Context): Promise<void> {
  const says = await whatSilenceSays(ctx);
  tellWhenHeld(ctx, says === "nothing");
  const late = says === "nothing" ? [] : await lateLeases(ctx);
  const excuse = says === "gateway-left" ? unreached : undefined;
  for (const { id } of late) await endIfStillLate(ctx, id, excuse);
  const expired = await ctx.db
    .select()
    .from(orders)
    .where(and(eq(orders.state, "waiting"), lt(orders.startBy, Math.floor(ctx.now.getTime() / 1000))))
    .limit(200);
  for (const order of expired) {
    const facts = { startBy: new Date(order.startBy * 1000).toISOString(), now: ctx.now.toISOString() };
    await ctx.db.transaction((tx) => endOrder(ctx, tx, order, "ORDER_EXPIRED", facts));
  }
  await enqueue(
    ctx.db,
    "sweep-leases",
    {},
    { key: "sweep-leases", runAt: new Date(ctx.now.getTime() + sweepEveryMs) },
  );
}

/** The processes in which deadlines do not count at this moment, by their pool. */
const held = new WeakSet<Context["db"]>();

function tellWhenHeld({ db, log }: Context, isHeld: boolean): void {
  if (isHeld === held.has(db)) return;
  if (isHeld) {
    held.add(db);
    log.warn("no lease is late for now: a gateway is away, and devices may be calling it");
  } else {
    held.delete(db);
    log.info("leases may be late again");
  }
}

const lateLeases = ({ db, now }: Context) =>
  db
    .select({ id: leases.id })
    .from(leases)
    .where(and(ne(leases.state, "ended"), lt(leases.deadline, now)))
    .orderBy(asc(leases.deadline), asc(leases.id))
    .limit(200);

/** The device may have been heard from since the list was made: the row is read again under its lock. */
async function endIfStillLate(
  ctx: Context,
  id: (typeof leases.$inferSelect)["id"],
  excuse: LeaseEnd | undefined,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [lease] = await tx.select().from(leases).where(eq(leases.id, id)).for("update");
    if (!lease || lease.state === "ended" || lease.deadline >= ctx.now) return;
    const end = excuse ?? silence[lease.state];
    await endLease(ctx, tx, id, (await waitsForKey(tx, lease)) ? keyIsLate : end);
    if (!excuse) await noteSilence(ctx, tx, lease.device);
  });
}

/** Who let a deadline pass and was not heard from either gets no other order before it is: neither this one nor the next. */
async function noteSilence({ now }: Context, tx: Executor, device: Hex): Promise<void> {
  const heardBefore = new Date(now.getTime() - leaseClocks.answerMs);
  await tx
    .update(devices)
    .set({ silentSince: now })
    .where(and(eq(devices.id, device), isNull(devices.silentSince), lt(devices.lastSeenAt, heardBefore)));
}

async function waitsForKey(tx: Executor, lease: typeof leases.$inferSelect): Promise<boolean> {
  if (lease.state !== "starting" || lease.sealedKey) return false;
  const [order] = await tx.select({ spec: orders.spec }).from(orders).where(eq(orders.id, lease.order));
  return order?.spec.sealed !== undefined;
}
