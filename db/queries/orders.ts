import { and, asc, desc, eq, type SQL } from "drizzle-orm";
import type { Address, Hex } from "viem";
import type { z } from "zod";
import type { Executor } from "@/db/client";
import type { sessionKeys } from "@/db/schema/money";
import { orders } from "@/db/schema/orders";
import type { fleetViewSchema, orderSchema } from "@/lib/api/orders";
import type { OrderState } from "@/lib/orders/order";
import type { orderProofSchema, signedSessionSchema } from "@/lib/orders/order-proof";
import { cursorAt, olderThan } from "./cursor";
import { newestLeases, readLeases } from "./leases";

type OrderView = z.input<typeof orderSchema>;
type FleetView = z.input<typeof fleetViewSchema>;

/** One order with its newest lease. */
export async function readOrder(db: Executor, id: Hex): Promise<OrderView | undefined> {
  const [order] = await db.select().from(orders).where(eq(orders.id, id));
  return order && viewOf(order, await newestLeases(db, [id]));
}

/** The orders of a customer's fleet, in the order of their ids; empty if there is none. */
export async function readFleetOrders(
  db: Executor,
  { customer, fleet }: { customer: Address; fleet: Hex },
): Promise<FleetView["orders"]> {
  const rows = await db
    .select()
    .from(orders)
    .where(and(eq(orders.fleet, fleet), eq(orders.customer, customer)))
    .orderBy(asc(orders.id));
  const ids = rows.map(({ id }) => id);
  const newest = await newestLeases(db, ids);
  const leases = await readLeases(db, [...newest.values()]);
  return rows.map((order) => ({
    ...viewOf(order, newest),
    lease: leases.get(newest.get(order.id)!) ?? null,
  }));
}

/** A customer's orders, newest first, from a cursor on. */
export async function listOrders(
  db: Executor,
  filter: { customer: Address; state?: OrderState; cursor?: string; limit: number },
): Promise<{ items: OrderView[]; next?: string }> {
  const conditions: (SQL | undefined)[] = [
    eq(orders.customer, filter.customer),
    filter.state && eq(orders.state, filter.state),
    olderThan(orders.createdAt, orders.id, filter.cursor),
  ];
  const rows = await db
    .select()
    .from(orders)
    .where(and(...conditions))
    .orderBy(desc(orders.createdAt), desc(orders.id))
    .limit(filter.limit + 1);
  const page = rows.slice(0, filter.limit);
  const newest = await newestLeases(
    db,
    page.map((order) => order.id),
  );
  return {
    items: page.map((order) => viewOf(order, newest)),
    ...(rows.length > filter.limit && {
      next: cursorAt(page.at(-1)!.createdAt.toISOString(), page.at(-1)!.id),
    }),
  };
}

/** The signed terms of an order, as they were signed. */
export function termsOf(order: typeof orders.$inferSelect) {
  return {
    customer: order.customer,
    specHash: order.specHash,
    maxRatePerHour: order.maxRatePerHour,
    maxTotal: order.maxTotal,
    startBy: order.startBy,
    maxSeconds: order.maxSeconds,
    minTier: order.minTier,
    salt: BigInt(order.salt),
  };
}

/** A wallet's word for a key, as it was signed. */
export function signedSessionOf({
  customer,
  key,
  cap,
  validUntil,
  scope,
  salt,
  signature,
}: typeof sessionKeys.$inferSelect): z.input<typeof signedSessionSchema> {
  return { terms: { customer, key, cap, validUntil, scope, salt }, signature };
}

/** The chain of signatures from the wallet to the order. */
export function orderProofOf(
  order: typeof orders.$inferSelect,
  session: typeof sessionKeys.$inferSelect,
): z.input<typeof orderProofSchema> {
  return {
    terms: termsOf(order),
    sessionKey: order.sessionKey,
    signature: order.signature,
    session: signedSessionOf(session),
  };
}

function viewOf(order: typeof orders.$inferSelect, newest: ReadonlyMap<Hex, Hex>): OrderView {
  return {
    id: order.id,
    state: order.state,
    reason: order.reason,
    facts: order.facts,
    spec: order.spec,
    terms: termsOf(order),
    decision: order.decision,
    leaseId: newest.get(order.id) ?? null,
    createdAt: order.createdAt.toISOString(),
    endedAt: order.endedAt?.toISOString() ?? null,
  };
}
