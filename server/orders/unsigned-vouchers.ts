import "server-only";
import { and, count, gt, inArray, eq, lt } from "drizzle-orm";
import type { Address } from "viem";
import type { Executor } from "@/db/client";
import { leases } from "@/db/schema/leases";
import { tabs } from "@/db/schema/money";

/** How long an ended lease may wait for its voucher before its customer places no new orders. */
const graceMs = 5 * 60_000;

/**
 * How many vouchers each of these customers is overdue with. An operator's risk is what was used and not
 * yet signed for; nobody adds to it while it is overdue.
 */
export async function countUnsignedVouchers(
  tx: Executor,
  customers: readonly Address[],
  at: Date,
): Promise<Map<Address, number>> {
  const rows = await tx
    .select({ customer: leases.customer, overdue: count() })
    .from(leases)
    .innerJoin(tabs, and(eq(tabs.customer, leases.customer), eq(tabs.operator, leases.operator)))
    .where(
      and(
        inArray(leases.customer, [...customers]),
        gt(leases.accruedTo, tabs.vouchered),
        lt(leases.endedAt, new Date(at.getTime() - graceMs)),
      ),
    )
    .groupBy(leases.customer);
  return new Map(rows.map(({ customer, overdue }) => [customer, overdue]));
}
