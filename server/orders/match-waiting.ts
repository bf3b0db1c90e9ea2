import "server-only";
import { and, asc, eq, gt, sql } from "drizzle-orm";
import { orders } from "@/db/schema/orders";
import { summarise } from "@/lib/matching/explain";
import { matchRequest } from "@/lib/matching/match-request";
import type { Weights } from "@/lib/matching/weights";
import type { Context } from "@/server/context";
import { endOrder } from "@/server/leases/end-lease";
import { weightsInForce } from "@/server/matching/weights-in-force";
import { matchOrder } from "./match-order";

type Order = typeof orders.$inferSelect;

/**
 * Tries every waiting order again, oldest first: something about the devices has changed. An order whose
 * customer chose not to wait is here only because its device gave it back; if no other takes it, it ends.
 */
export async function matchWaiting(ctx: Context, ordersAtOnce = 500): Promise<void> {
  const weights = await weightsInForce(ctx.db);
  for await (const waiting of waitingOrders(ctx, ordersAtOnce)) {
    if (!(await isWorthTrying(ctx, waiting, weights(waiting.spec.objective)))) continue;
    await ctx.db.transaction(async (tx) => {
      const [order] = await tx
        .select()
        .from(orders)
        .where(eq(orders.id, waiting.id))
        .for("update", { skipLocked: true });
      if (order?.state !== "waiting") return;
      const { matched, decision } = await matchOrder(ctx, tx, order);
      if (matched) return;
      const facts = { summary: summarise(decision) };
      if (order.spec.whenNothingMatches === "refuse") return endOrder(ctx, tx, order, "NO_MATCH", facts);
      await tx
        .update(orders)
        .set({ reason: "WAITING_FOR_DEVICE", facts, decision })
        .where(eq(orders.id, order.id));
    });
  }
}

/**
 * In a large market most waiting orders still find nothing, and the index says so in a fraction of a
 * millisecond: no transaction is begun for them, and what their decision says about why stays.
 */
async function isWorthTrying(ctx: Context, order: Order, weights: Weights): Promise<boolean> {
  const { id, spec, maxRatePerHour, decision } = order;
  const index = await ctx.registry.catchUp(ctx.now);
  if (index.size <= ctx.registry.askedOneByOne) return true;
  if (!decision || spec.whenNothingMatches === "refuse") return true;
  return index.best(matchRequest(id, spec, Number(maxRatePerHour), weights), 1).length > 0;
}

/** Every waiting order, oldest first, some at a time: however many wait, none is out of reach. */
async function* waitingOrders(ctx: Context, ordersAtOnce: number): AsyncGenerator<Order> {
  const startable = gt(orders.startBy, Math.floor(ctx.now.getTime() / 1000));
  let last: Order | undefined;
  do {
    const after =
      last && sql`(${orders.createdAt}, ${orders.id}) > (${last.createdAt.toISOString()}, ${last.id})`;
    const page = await ctx.db
      .select()
      .from(orders)
      .where(and(eq(orders.state, "waiting"), startable, after))
      .orderBy(asc(orders.createdAt), asc(orders.id))
      .limit(ordersAtOnce);
    yield* page;
    last = page.length === ordersAtOnce ? page.at(-1) : undefined;
  } while (last);
}
