import "server-only";
import { and, asc, eq, gt } from "drizzle-orm";
import { orders } from "@/db/schema/orders";
import { summarise } from "@/lib/matching/explain";
import type { Context } from "@/server/context";
import { endOrder } from "@/server/leases/end-lease";
import { matchOrder } from "./match-order";

/**
 * Tries every waiting order again, oldest first: something about the devices has changed. An order whose
 * customer chose not to wait is here only because its device gave it back; if no other takes it, it ends.
 */
export async function matchWaiting(ctx: Context): Promise<void> {
  const waiting = await ctx.db
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.state, "waiting"), gt(orders.startBy, Math.floor(ctx.now.getTime() / 1000))))
    .orderBy(asc(orders.createdAt))
    .limit(1000);
  for (const { id } of waiting) {
    await ctx.db.transaction(async (tx) => {
      const [order] = await tx
        .select()
        .from(orders)
        .where(eq(orders.id, id))
        .for("update", { skipLocked: true });
      if (order?.state !== "waiting") return;
      const { matched, decision } = await matchOrder(ctx, tx, order);
      if (matched) return;
      const facts = { summary: summarise(decision) };
      if (order.spec.whenNothingMatches === "refuse") return endOrder(ctx, tx, order, "NO_MATCH", facts);
      await tx.update(orders).set({ reason: "WAITING_FOR_DEVICE", facts, decision }).where(eq(orders.id, id));
    });
  }
}
