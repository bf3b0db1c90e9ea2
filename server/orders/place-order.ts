import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { lockAccount, readAccount } from "@/db/queries/accounts";
import { recordChange } from "@/db/queries/state-changes";
import { accounts, sessionKeys } from "@/db/schema/money";
import { orders } from "@/db/schema/orders";
import { MarketError } from "@/lib/errors";
import { ceilingDown } from "@/lib/leases/cost";
import { summarise } from "@/lib/matching/explain";
import type { SignedOrder } from "@/lib/orders/signed-order";
import type { Context } from "@/server/context";
import { checkOrder } from "./check-order";
import { matchOrder } from "./match-order";
import { refuseUnsignedVouchers } from "./refuse-unsigned-vouchers";

type Order = typeof orders.$inferSelect;

/**
 * Places a signed order: holds its ceiling of balance and cap, reserves the best device and offers it the
 * lease, in one transaction. If no device can take it, it waits or is refused with every limit that
 * stood in the way, as the customer chose; a refused order leaves nothing behind.
 */
export async function placeOrder(ctx: Context, signed: SignedOrder): Promise<Hex> {
  const id = await checkOrder(ctx, signed);
  await ctx.db.transaction(async (tx) => {
    await lockAccount(tx, signed.terms.customer);
    await refuseUnsignedVouchers(ctx, tx, signed.terms.customer);
    const order = await insertOrder(ctx, tx, id, signed);
    await holdMoney(tx, order);
    const { matched, decision } = await matchOrder(ctx, tx, order);
    if (matched) return;
    const summary = summarise(decision);
    if (order.spec.whenNothingMatches === "refuse") {
      throw new MarketError("NO_MATCH", { summary, constraints: JSON.stringify(decision.constraints) });
    }
    await tx
      .update(orders)
      .set({ reason: "WAITING_FOR_DEVICE", facts: { summary }, decision })
      .where(eq(orders.id, id));
    await recordChange(tx, {
      noun: "order",
      id,
      from: "waiting",
      to: "waiting",
      reason: "WAITING_FOR_DEVICE",
      facts: { summary },
      actor: "gateway",
      at: ctx.now,
    });
  });
  ctx.log.info({ order: id, customer: signed.terms.customer }, "order placed");
  return id;
}

/** Two that arrive together: one inserts, the other finds it there. */
async function insertOrder(
  ctx: Context,
  tx: Executor,
  id: Hex,
  { spec, terms, sessionKey, signature }: SignedOrder,
): Promise<Order> {
  const [order] = await tx
    .insert(orders)
    .values({
      ...terms,
      salt: terms.salt.toString(),
      id,
      sessionKey,
      spec,
      signature,
      state: "waiting",
      reason: "ORDER_PLACED",
      facts: {},
      reserved: ceilingDown(terms, terms.maxRatePerHour),
      createdAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning();
  if (!order) throw new MarketError("ORDER_REPLAYED", { order: id });
  await recordChange(tx, {
    noun: "order",
    id,
    from: null,
    to: "waiting",
    reason: "ORDER_PLACED",
    actor: terms.customer,
    at: ctx.now,
  });
  return order;
}

/** Holds the order's ceiling, of the balance and of the session key's cap. The account is locked, so the sum cannot be overtaken. */
async function holdMoney(tx: Executor, order: Order): Promise<void> {
  const needed = order.reserved;
  const { available } = await readAccount(tx, order.customer);
  if (available < needed)
    throw new MarketError("FUNDS_EXHAUSTED", { needed: needed.toString(), available: available.toString() });
  await tx
    .update(accounts)
    .set({ reserved: sql`${accounts.reserved} + ${needed}` })
    .where(eq(accounts.customer, order.customer));
  const left = sql`${sessionKeys.cap} - ${sessionKeys.spent} - ${sessionKeys.reserved}`;
  const held = await tx
    .update(sessionKeys)
    .set({ reserved: sql`${sessionKeys.reserved} + ${needed}` })
    .where(and(eq(sessionKeys.key, order.sessionKey), sql`${left} >= ${needed}`))
    .returning({ key: sessionKeys.key });
  if (held.length > 0) return;
  const [session] = await tx
    .select({ left: sql<string>`${left}` })
    .from(sessionKeys)
    .where(eq(sessionKeys.key, order.sessionKey));
  throw new MarketError("SESSION_CAP_EXCEEDED", { needed: needed.toString(), left: session?.left ?? "0" });
}
