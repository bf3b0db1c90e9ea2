import "server-only";
import { and, eq, ne } from "drizzle-orm";
import type { Hex } from "viem";
import { recordChange } from "@/db/queries/state-changes";
import { leases } from "@/db/schema/leases";
import { orders } from "@/db/schema/orders";
import { MarketError } from "@/lib/errors";
import { orderCan } from "@/lib/orders/order";
import { notify, topics } from "@/server/changes";
import { actorName, type Context } from "@/server/context";
import { tellDevice } from "@/server/devices/tell-device";
import { requireWallet } from "@/server/http/require-wallet";
import { enqueueMatchWaiting } from "@/server/jobs/enqueue";
import { endLease, endOrder } from "@/server/leases/end-lease";

/**
 * Cancels an order of the signed-in wallet. What has not begun ends at once; a workload that runs is
 * asked to stop, and the device's answer says for how long it ran.
 */
export async function cancelOrder(ctx: Context, { id }: { id: Hex }): Promise<void> {
  const wallet = requireWallet(ctx);
  await ctx.db.transaction(async (tx) => {
    const [lease] = await tx
      .select()
      .from(leases)
      .where(and(eq(leases.order, id), ne(leases.state, "ended")))
      .for("update");
    const [order] = await tx.select().from(orders).where(eq(orders.id, id)).for("update");
    if (!order || order.customer !== wallet) throw new MarketError("NOT_FOUND", { noun: "order", id });
    if (!orderCan.cancel(order)) throw new MarketError("ORDER_NOT_CANCELLABLE", {});
    if (!lease) {
      await endOrder(ctx, tx, order, "CANCELLED_BY_CUSTOMER", {});
      // The others of its fleet are matched as soon as there are devices for so many.
      return order.fleet ? enqueueMatchWaiting(tx) : undefined;
    }
    if (lease.state !== "running")
      return void (await endLease(ctx, tx, lease.id, { reason: "CANCELLED_BY_CUSTOMER" }));
    await tx.update(leases).set({ stop: "CANCELLED_BY_CUSTOMER" }).where(eq(leases.id, lease.id));
    await recordChange(tx, {
      noun: "lease",
      id: lease.id,
      from: "running",
      to: "running",
      reason: "CANCELLED_BY_CUSTOMER",
      actor: actorName(ctx.actor),
      at: ctx.now,
    });
    await tellDevice(tx, lease.device);
    await notify(tx, topics.lease(lease.id));
  });
}
