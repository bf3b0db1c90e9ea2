import { and, asc, desc, eq, inArray, sql, type SQL } from "drizzle-orm";
import type { Address, Hex } from "viem";
import type { z } from "zod";
import type { Executor } from "@/db/client";
import { chainTabPayments, chainTabTotals } from "@/db/schema/chain";
import { devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { tabs } from "@/db/schema/money";
import { orders } from "@/db/schema/orders";
import type { leaseSchema } from "@/lib/api/leases";
import type { PaymentState } from "@/lib/leases/lease";
import { cursorAt, olderThan } from "./cursor";
import { sameTab } from "./same-tab";

type LeaseView = z.input<typeof leaseSchema>;

/** The transaction that settled a lease: the first payment of its tab that reached the lease's place on it. */
const settledIn = sql<Hex | null>`(
  select ${chainTabPayments.transaction} from ${chainTabPayments}
  where ${sameTab(chainTabPayments, leases)}
    and ${chainTabPayments.redeemed} >= ${leases.accruedTo}
  order by ${chainTabPayments.redeemed} limit 1)`;

const columns = {
  lease: leases,
  device: { id: devices.id, name: devices.name, country: devices.country },
  spec: orders.spec,
  maxRatePerHour: orders.maxRatePerHour,
  maxSeconds: orders.maxSeconds,
  vouchered: tabs.vouchered,
  redeemed: chainTabTotals.redeemed,
  transaction: settledIn,
};

function selectLeases(db: Executor) {
  return db
    .select(columns)
    .from(leases)
    .innerJoin(orders, eq(orders.id, leases.order))
    .innerJoin(devices, eq(devices.id, leases.device))
    .leftJoin(tabs, sameTab(tabs, leases))
    .leftJoin(chainTabTotals, sameTab(chainTabTotals, leases));
}

/** One lease as its parties see it. */
export async function readLease(db: Executor, id: Hex): Promise<LeaseView | undefined> {
  const [row] = await selectLeases(db).where(eq(leases.id, id));
  return row && viewOf(row);
}

/** Leases by their ids. */
export async function readLeases(db: Executor, ids: readonly Hex[]): Promise<Map<Hex, LeaseView>> {
  if (ids.length === 0) return new Map();
  const rows = await selectLeases(db).where(inArray(leases.id, [...ids]));
  return new Map(rows.map((row) => [row.lease.id, viewOf(row)]));
}

/** Every lease of an order, the first device's first. */
export async function readLeasesOfOrder(db: Executor, order: Hex): Promise<LeaseView[]> {
  return (await selectLeases(db).where(eq(leases.order, order)).orderBy(asc(leases.epoch))).map(viewOf);
}

/** Leases of a party, newest first, from a cursor on. */
export async function listLeases(
  db: Executor,
  filter: { customer?: Address; operator?: Address; device?: Hex; cursor?: string; limit: number },
): Promise<{ items: LeaseView[]; next?: string }> {
  const conditions: (SQL | undefined)[] = [
    filter.customer && eq(leases.customer, filter.customer),
    filter.operator && eq(leases.operator, filter.operator),
    filter.device && eq(leases.device, filter.device),
    olderThan(leases.offeredAt, leases.id, filter.cursor),
  ];
  const rows = await selectLeases(db)
    .where(and(...conditions))
    .orderBy(desc(leases.offeredAt), desc(leases.id))
    .limit(filter.limit + 1);
  const items = rows.slice(0, filter.limit).map(viewOf);
  return {
    items,
    ...(rows.length > filter.limit && { next: cursorAt(items.at(-1)!.offeredAt, items.at(-1)!.id) }),
  };
}

/** The newest lease of each order. */
export async function newestLeases(db: Executor, orderIds: Hex[]): Promise<Map<Hex, Hex>> {
  if (orderIds.length === 0) return new Map();
  const rows = await db
    .selectDistinctOn([leases.order], { order: leases.order, id: leases.id })
    .from(leases)
    .where(inArray(leases.order, orderIds))
    .orderBy(leases.order, desc(leases.epoch));
  return new Map(rows.map((row) => [row.order, row.id]));
}

type Row = Awaited<ReturnType<typeof selectLeases>>[number];

function viewOf({
  lease,
  device,
  spec,
  maxRatePerHour,
  maxSeconds,
  vouchered,
  redeemed,
  transaction,
}: Row): LeaseView {
  const { workload } = spec;
  return {
    id: lease.id,
    orderId: lease.order,
    epoch: lease.epoch,
    customer: lease.customer,
    operator: lease.operator,
    sessionKey: lease.sessionKey,
    device,
    workload: workload.kind === "script" ? workload.language : workload.kind,
    sealed: spec.sealed !== undefined,
    state: lease.state,
    reason: lease.reason,
    facts: lease.facts,
    ratePerHour: lease.ratePerHour,
    maxRatePerHour,
    ceiling: lease.ceiling,
    feeBps: lease.feeBps,
    maxSeconds,
    offeredAt: lease.offeredAt.toISOString(),
    acceptedAt: lease.acceptedAt?.toISOString() ?? null,
    startedAt: lease.startedAt?.toISOString() ?? null,
    endedAt: lease.endedAt?.toISOString() ?? null,
    billedSeconds: lease.billedSeconds,
    cost: lease.cost,
    outcome: lease.outcome,
    payment: { state: paymentOf(lease.accruedTo, vouchered ?? 0n, redeemed ?? 0n), transaction },
  };
}

function paymentOf(accruedTo: bigint | null, vouchered: bigint, redeemed: bigint): PaymentState {
  if (accruedTo === null) return "nothing";
  if (redeemed >= accruedTo) return "settled";
  return vouchered >= accruedTo ? "vouchered" : "unsigned";
}
