import "server-only";
import { and, eq, ne, sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { lockAccount } from "@/db/queries/accounts";
import { giveCapacity } from "@/db/queries/registry";
import { recordChange } from "@/db/queries/state-changes";
import { leaseResults, leases, type StoredOutcome } from "@/db/schema/leases";
import { accounts, sessionKeys, tabs } from "@/db/schema/money";
import { orders } from "@/db/schema/orders";
import { amountDown } from "@/lib/chain/roundings";
import { billedSecondsUp } from "@/lib/leases/cost";
import { attemptsMax } from "@/lib/leases/lease";
import { reasons, reasonText, type ReasonCode, type ReasonFacts } from "@/lib/reasons";
import { notify, topics } from "@/server/changes";
import { actorName, type Context } from "@/server/context";
import { recordHistory } from "@/server/devices/record-history";
import { tellDevice } from "@/server/devices/tell-device";
import { enqueueMatchWaiting } from "@/server/jobs/enqueue";

type Lease = typeof leases.$inferSelect;
type Order = typeof orders.$inferSelect;

export type LeaseEnd = {
  reason: ReasonCode;
  facts?: ReasonFacts;
  /** Milliseconds that the workload ran by the device's clock; absent when it never ran or nobody can say. */
  ranMs?: number;
  outcome?: StoredOutcome;
  stdout?: Uint8Array;
  /** The device says that nothing of the workload ran. */
  neverBegan?: true;
};

/**
 * Ends a lease once: whoever's update finds it not ended has ended it. In the same transaction its
 * resources are free again, what ran is billed to the tab, and the order either ends too or waits for
 * the next device, as the reason says.
 *
 * Rows are locked in one order everywhere, so that no two transactions wait for each other:
 * lease, order, account, session key, tab, capacity, device.
 */
export async function endLease(
  ctx: Context,
  tx: Executor,
  leaseId: Lease["id"],
  end: LeaseEnd,
): Promise<Lease | undefined> {
  const [before] = await tx.select().from(leases).where(eq(leases.id, leaseId)).for("update");
  if (!before || before.state === "ended") return undefined;
  const [placed] = await tx.select().from(orders).where(eq(orders.id, before.order)).for("update");
  await lockAccount(tx, before.customer);
  const bill = billOf(before, placed!, end, ctx.now);
  const accruedTo = bill.cost > 0n ? await accrue(tx, before, bill.cost) : null;
  const order = { ...placed!, reserved: placed!.reserved - bill.cost };
  const [lease] = await tx
    .update(leases)
    .set({
      state: "ended",
      reason: end.reason,
      facts: end.facts ?? {},
      endedAt: ctx.now,
      billedSeconds: bill.seconds,
      cost: bill.cost,
      accruedTo,
      outcome: end.outcome ?? null,
    })
    .where(and(eq(leases.id, leaseId), ne(leases.state, "ended")))
    .returning();
  if (end.stdout)
    await tx.insert(leaseResults).values({ lease: leaseId, stdout: end.stdout }).onConflictDoNothing();
  await recordChange(tx, {
    noun: "lease",
    id: leaseId,
    from: before.state,
    to: "ended",
    reason: end.reason,
    ...(end.facts && { facts: end.facts }),
    actor: actorName(ctx.actor),
    at: ctx.now,
  });
  if (reasons[end.reason].retried && mayBeginAgain(before, placed!, end)) await sendBack(ctx, tx, order, end);
  else await endOrder(ctx, tx, order, end.reason, end.facts ?? {});
  await giveCapacity(tx, before.device, order.spec.resources);
  await recordHistory(tx, before.device, end.reason);
  await tellDevice(tx, before.device);
  await notify(tx, topics.lease(leaseId));
  await enqueueMatchWaiting(tx);
  return lease;
}

/**
 * Nobody can say how far a workload came on a device that failed, and its customer may not want it begun
 * twice. A device begins nothing before its acceptance is acknowledged, so under an offer nothing has run.
 */
const mayBeginAgain = ({ state }: Lease, { spec }: Order, { neverBegan }: LeaseEnd): boolean =>
  spec.whenDeviceFails !== "end" || state === "offered" || neverBegan === true;

function billOf(lease: Lease, order: Order, end: LeaseEnd, now: Date): { seconds: number; cost: bigint } {
  if (reasons[end.reason].billed === "nothing" || !lease.startedAt || end.ranMs === undefined)
    return { seconds: 0, cost: 0n };
  const observedMs = now.getTime() - (lease.acceptedAt ?? lease.startedAt).getTime();
  const seconds = billedSecondsUp({ deviceMs: end.ranMs, observedMs, maxSeconds: order.maxSeconds });
  const cost = amountDown(lease.ratePerHour, BigInt(seconds));
  return { seconds, cost: cost < lease.ceiling ? cost : lease.ceiling };
}

/**
 * Moves the cost from what was held for the order to what is owed on the customer's tab with this
 * operator at the lease's fee. The tab's new total is the lease's place on it.
 */
async function accrue(tx: Executor, lease: Lease, cost: bigint): Promise<bigint> {
  await tx
    .update(orders)
    .set({ reserved: sql`${orders.reserved} - ${cost}` })
    .where(eq(orders.id, lease.order));
  await tx
    .update(accounts)
    .set({ reserved: sql`${accounts.reserved} - ${cost}` })
    .where(eq(accounts.customer, lease.customer));
  await tx
    .update(sessionKeys)
    .set({ reserved: sql`${sessionKeys.reserved} - ${cost}`, spent: sql`${sessionKeys.spent} + ${cost}` })
    .where(eq(sessionKeys.key, lease.sessionKey));
  const [tab] = await tx
    .insert(tabs)
    .values({ customer: lease.customer, operator: lease.operator, feeBps: lease.feeBps, accrued: cost })
    .onConflictDoUpdate({
      target: [tabs.customer, tabs.operator, tabs.feeBps],
      set: { accrued: sql`${tabs.accrued} + ${cost}` },
    })
    .returning({ accrued: tabs.accrued });
  return tab!.accrued;
}

/** The order waits for the next device, unless it has had its tries or its time is over. */
async function sendBack(ctx: Context, tx: Executor, order: Order, end: LeaseEnd): Promise<void> {
  if (order.attempts >= attemptsMax) {
    return endOrder(ctx, tx, order, "ATTEMPTS_EXHAUSTED", {
      attempts: order.attempts,
      detail: reasonText(end.reason, end.facts),
    });
  }
  if (order.startBy * 1000 <= ctx.now.getTime()) {
    return endOrder(ctx, tx, order, "ORDER_EXPIRED", {
      startBy: iso(order.startBy),
      now: ctx.now.toISOString(),
    });
  }
  const facts = end.facts ?? {};
  await tx.update(orders).set({ state: "waiting", reason: end.reason, facts }).where(eq(orders.id, order.id));
  await recordChange(tx, {
    noun: "order",
    id: order.id,
    from: "leased",
    to: "waiting",
    reason: end.reason,
    facts,
    actor: actorName(ctx.actor),
    at: ctx.now,
  });
}

/** Ends an order and frees what is still held for it; what its leases cost is owed on the tab. */
export async function endOrder(
  ctx: Context,
  tx: Executor,
  order: Order,
  reason: ReasonCode,
  facts: ReasonFacts,
): Promise<void> {
  const [ended] = await tx
    .update(orders)
    .set({ state: "ended", reason, facts, reserved: 0n, endedAt: ctx.now })
    .where(and(eq(orders.id, order.id), ne(orders.state, "ended")))
    .returning();
  if (!ended) return;
  await tx
    .update(accounts)
    .set({ reserved: sql`${accounts.reserved} - ${order.reserved}` })
    .where(eq(accounts.customer, order.customer));
  await tx
    .update(sessionKeys)
    .set({ reserved: sql`${sessionKeys.reserved} - ${order.reserved}` })
    .where(eq(sessionKeys.key, order.sessionKey));
  await recordChange(tx, {
    noun: "order",
    id: order.id,
    from: order.state,
    to: "ended",
    reason,
    facts,
    actor: actorName(ctx.actor),
    at: ctx.now,
  });
}

const iso = (unixSeconds: number) => new Date(unixSeconds * 1000).toISOString();
