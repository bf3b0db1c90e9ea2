import "server-only";
import { and, asc, desc, eq, gt } from "drizzle-orm";
import type { z } from "zod";
import type { Executor } from "@/db/client";
import { orderProofOf } from "@/db/queries/orders";
import { sameTab } from "@/db/queries/same-tab";
import { leases } from "@/db/schema/leases";
import { sessionKeys, tabs, vouchers } from "@/db/schema/money";
import { orders } from "@/db/schema/orders";
import type { tabDueSchema } from "@/lib/api/leases";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";

type TabDue = z.input<typeof tabDueSchema>;

/** What the signed-in customer's session keys have to sign: for each operator and fee one cumulative amount and the leases behind it. */
export async function tabsDue(ctx: Context): Promise<TabDue[]> {
  const wallet = requireWallet(ctx);
  const open = await ctx.db
    .select()
    .from(tabs)
    .where(and(eq(tabs.customer, wallet), gt(tabs.accrued, tabs.vouchered)))
    .orderBy(asc(tabs.operator), asc(tabs.feeBps));
  return Promise.all(open.map((tab) => dueOf(ctx.db, tab)));
}

async function dueOf(db: Executor, tab: typeof tabs.$inferSelect): Promise<TabDue> {
  const [unsigned, [last]] = await Promise.all([
    db
      .select({ lease: leases, order: orders, session: sessionKeys })
      .from(leases)
      .innerJoin(orders, eq(orders.id, leases.order))
      .innerJoin(sessionKeys, eq(sessionKeys.key, leases.sessionKey))
      .where(and(sameTab(leases, tab), gt(leases.accruedTo, tab.vouchered)))
      .orderBy(asc(leases.accruedTo), asc(leases.id)),
    db
      .select({ sessionKey: vouchers.sessionKey, signature: vouchers.signature })
      .from(vouchers)
      .where(sameTab(vouchers, tab))
      .orderBy(desc(vouchers.cumulative))
      .limit(1),
  ]);
  const newest = unsigned.at(-1)!.lease;
  return {
    operator: tab.operator,
    feeBps: tab.feeBps,
    // The newest lease's key has the best chance of still being in the browser and valid.
    sessionKey: newest.sessionKey,
    signed: tab.vouchered,
    signedBy: last ?? null,
    cumulative: tab.accrued,
    leases: unsigned.map(({ lease, order, session }) => ({
      id: lease.id,
      orderId: lease.order,
      cost: lease.cost,
      ceiling: lease.ceiling,
      ratePerHour: lease.ratePerHour,
      maxRatePerHour: order.maxRatePerHour,
      billedSeconds: lease.billedSeconds,
      order: orderProofOf(order, session),
    })),
  };
}
