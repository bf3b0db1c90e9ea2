import "server-only";
import { and, count, eq, gt, lt } from "drizzle-orm";
import type { Address } from "viem";
import type { Executor } from "@/db/client";
import { leases } from "@/db/schema/leases";
import { tabs } from "@/db/schema/money";
import { MarketError } from "@/lib/errors";
import type { Context } from "@/server/context";

/** How long an ended lease may wait for its voucher before its customer places no new orders. */
const graceMs = 5 * 60_000;

/** An operator's risk is what was used and not yet signed for; nobody adds to it while it is overdue. */
export async function refuseUnsignedVouchers(ctx: Context, tx: Executor, customer: Address): Promise<void> {
  const [overdue] = await tx
    .select({ count: count() })
    .from(leases)
    .innerJoin(tabs, and(eq(tabs.customer, leases.customer), eq(tabs.operator, leases.operator)))
    .where(
      and(
        eq(leases.customer, customer),
        gt(leases.accruedTo, tabs.vouchered),
        lt(leases.endedAt, new Date(ctx.now.getTime() - graceMs)),
      ),
    );
  if (overdue && overdue.count > 0) throw new MarketError("VOUCHERS_OUTSTANDING", { count: overdue.count });
}
