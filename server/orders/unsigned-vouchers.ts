import "server-only";
import { and, count, gt, inArray, lt } from "drizzle-orm";
import type { Address } from "viem";
import type { Executor } from "@/db/client";
import { sameTab } from "@/db/queries/same-tab";
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
    .innerJoin(tabs, sameTab(tabs, leases))
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
