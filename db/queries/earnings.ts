import { and, eq, isNotNull, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Address, Hex } from "viem";
import type { Executor } from "@/db/client";
import { chainLeasePayments, chainSlaCredits, chainTabPayments, chainTabTotals } from "@/db/schema/chain";
import { devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { sameTab } from "./same-tab";

/** What became of the work of one day. Leases and their cost by the day on which they ended, the rest by the contract's day. */
export type EarningDay = {
  day: string;
  leases: number;
  accrued: bigint;
  paid: bigint;
  fees: bigint;
  credited: bigint;
};

/** How far the work of one device is paid. `settled` is what customers have paid for it, fees included. */
export type DeviceEarnings = {
  device: Hex;
  /** Null when it never ran anything through this gateway. */
  name: string | null;
  leases: number;
  accrued: bigint;
  settled: bigint;
  credited: bigint;
};

const sumOf = (value: unknown) => sql<string>`coalesce(sum(${value}), 0)::text`;
const count = sql<number>`count(*)::int`;
const chainDay = (at: PgColumn) => sql<string>`to_char(to_timestamp(${at}) at time zone 'UTC', 'YYYY-MM-DD')`;

/** An operator's days, the oldest first; only those on which something ended, was paid or was credited. */
export async function readEarningDays(db: Executor, operator: Address): Promise<EarningDay[]> {
  const endDay = sql<string>`to_char(${leases.endedAt} at time zone 'UTC', 'YYYY-MM-DD')`;
  const paidOn = (table: typeof chainTabPayments | typeof chainLeasePayments, amount: PgColumn) => {
    const day = chainDay(table.at);
    return db
      .select({ day, amount: sumOf(amount), fees: sumOf(table.fee) })
      .from(table as typeof chainTabPayments)
      .where(eq(table.operator, operator))
      .groupBy(day);
  };
  const creditDay = chainDay(chainSlaCredits.at);
  const [ended, byTabs, byLeases, credits] = await Promise.all([
    db
      .select({ day: endDay, leases: count, accrued: sumOf(leases.cost) })
      .from(leases)
      .where(and(eq(leases.operator, operator), isNotNull(leases.accruedTo)))
      .groupBy(endDay),
    paidOn(chainTabPayments, chainTabPayments.paid),
    paidOn(chainLeasePayments, chainLeasePayments.amount),
    db
      .select({ day: creditDay, credited: sumOf(chainSlaCredits.credit) })
      .from(chainSlaCredits)
      .where(eq(chainSlaCredits.operator, operator))
      .groupBy(creditDay),
  ]);
  const days = new Map<string, EarningDay>();
  const at = (day: string) => {
    const found = days.get(day) ?? { day, leases: 0, accrued: 0n, paid: 0n, fees: 0n, credited: 0n };
    days.set(day, found);
    return found;
  };
  for (const { day, leases: many, accrued } of ended)
    Object.assign(at(day), { leases: many, accrued: BigInt(accrued) });
  for (const { day, amount, fees } of [...byTabs, ...byLeases]) {
    at(day).paid += BigInt(amount) - BigInt(fees);
    at(day).fees += BigInt(fees);
  }
  for (const { day, credited } of credits) at(day).credited += BigInt(credited);
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/**
 * An operator's devices, the ones that earned most first. A tab is paid as a whole and in the order of its leases: of
 * a lease that ends at `accruedTo` on the tab, what the contract has reached of it is paid.
 */
export async function readDeviceEarnings(db: Executor, operator: Address): Promise<DeviceEarnings[]> {
  const reached = sql`least(greatest(coalesce(${chainTabTotals.redeemed}, 0) - (${leases.accruedTo} - ${leases.cost}), 0), ${leases.cost})`;
  const onChain = (table: typeof chainLeasePayments | typeof chainSlaCredits, amount: PgColumn) =>
    db
      .select({ device: table.device, amount: sumOf(amount) })
      .from(table as typeof chainLeasePayments)
      .where(eq(table.operator, operator))
      .groupBy(table.device);
  const [onTabs, onLeases, credits] = await Promise.all([
    db
      .select({
        device: leases.device,
        // Grouped by the device alone: with the name in the key all leases were sorted, on disk.
        name: sql<string>`min(${devices.name})`,
        leases: count,
        accrued: sumOf(leases.cost),
        settled: sumOf(reached),
      })
      .from(leases)
      .innerJoin(devices, eq(devices.id, leases.device))
      .leftJoin(chainTabTotals, sameTab(chainTabTotals, leases))
      .where(and(eq(leases.operator, operator), isNotNull(leases.accruedTo)))
      .groupBy(leases.device),
    onChain(chainLeasePayments, chainLeasePayments.amount),
    onChain(chainSlaCredits, chainSlaCredits.credit),
  ]);
  const found = new Map<Hex, DeviceEarnings>();
  const at = (device: Hex) => {
    const row = found.get(device) ?? {
      device,
      name: null,
      leases: 0,
      accrued: 0n,
      settled: 0n,
      credited: 0n,
    };
    found.set(device, row);
    return row;
  };
  for (const { device, accrued, settled, ...row } of onTabs)
    Object.assign(at(device), { ...row, accrued: BigInt(accrued), settled: BigInt(settled) });
  for (const { device, amount } of onLeases) at(device).settled += BigInt(amount);
  for (const { device, amount } of credits) at(device).credited += BigInt(amount);
  return [...found.values()].sort((a, b) => Number(b.accrued + b.settled - a.accrued - a.settled));
}
