import { and, asc, count, desc, eq, gt, ilike, isNotNull, isNull, ne, or, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Address, Hex } from "viem";
import type { Executor } from "@/db/client";
import {
  chainBalances,
  chainBondMovements,
  chainBonds,
  chainLeaseDeposits,
  chainMovements,
  chainOperators,
  chainProposals,
  chainSlashDebts,
  chainTokenBalances,
} from "@/db/schema/chain";
import { deviceCapacity, devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { presenceMs } from "@/lib/devices/device";

/** Devices that take leases at an instant: the same rule as `presenceOf`, in SQL. */
const online = (at: Date) =>
  and(
    eq(devices.state, "enrolled"),
    eq(devices.draining, false),
    isNull(devices.pause),
    gt(devices.lastSeenAt, new Date(at.getTime() - presenceMs - 1)),
  );

const part = (resource: "cpuMillis" | "memoryMib" | "diskMib" | "gpus") =>
  sql`(${devices.offered}->>${sql.raw(`'${resource}'`)})::int`;

/** P10, median and P90 of what live offers ask, each a price that some device really asks. */
export async function readPriceSpreads(db: Executor, at: Date) {
  const spread = (price: PgColumn, offering: ReturnType<typeof part>) => sql<
    [number, ...(number | null)[]]
  >`json_build_array(
    count(*) filter (where ${offering} > 0),
    percentile_disc(0.1) within group (order by ${price}) filter (where ${offering} > 0),
    percentile_disc(0.5) within group (order by ${price}) filter (where ${offering} > 0),
    percentile_disc(0.9) within group (order by ${price}) filter (where ${offering} > 0))`;
  const [row] = await db
    .select({
      vcpuHour: spread(devices.vcpuHour, part("cpuMillis")),
      gibHour: spread(devices.gibHour, part("memoryMib")),
      gpuHour: spread(devices.gpuHour, part("gpus")),
    })
    .from(devices)
    .where(online(at));
  return row!;
}

/** By day, the newest ninety: how many leases ended, the middle of their rates and what they cost. */
export async function readPriceDays(db: Executor) {
  const day = sql<string>`to_char(${leases.endedAt} at time zone 'UTC', 'YYYY-MM-DD')`;
  const rows = await db
    .select({
      day,
      leases: count(),
      medianRate: sql<number>`(percentile_disc(0.5) within group (order by ${leases.ratePerHour}))::float8`,
      cost: sql<string>`sum(${leases.cost})`,
    })
    .from(leases)
    .where(and(isNotNull(leases.endedAt), gt(leases.cost, 0n)))
    .groupBy(day)
    .orderBy(desc(day))
    .limit(90);
  return rows.reverse();
}

/** Devices by their published cell, with what those online offer and have free, and leases in force. */
export async function readCells(db: Executor, at: Date) {
  const live = sql`(${online(at)})`;
  const sum = (value: unknown) => sql<number>`coalesce(sum(${value}) filter (where ${live}), 0)::float8`;
  const inForce = sql<number>`(
    select count(*)::int from ${leases} join ${devices} as d on d.id = ${leases.device}
    where d.cell = ${devices.cell} and ${leases.state} <> 'ended')`;
  return db
    .select({
      cell: devices.cell,
      country: sql<string>`min(${devices.country})`,
      devices: count(),
      online: sql<number>`(count(*) filter (where ${live}))::int`,
      offered: {
        cpuMillis: sum(part("cpuMillis")),
        memoryMib: sum(part("memoryMib")),
        diskMib: sum(part("diskMib")),
        gpus: sum(part("gpus")),
      },
      free: {
        cpuMillis: sum(deviceCapacity.cpuMillisFree),
        memoryMib: sum(deviceCapacity.memoryMibFree),
        diskMib: sum(deviceCapacity.diskMibFree),
        gpus: sum(deviceCapacity.gpusFree),
      },
      leases: inForce,
    })
    .from(devices)
    .innerJoin(deviceCapacity, eq(deviceCapacity.device, devices.id))
    .where(ne(devices.state, "retired"))
    .groupBy(devices.cell)
    .orderBy(asc(devices.cell));
}

/** A bond with its newest fifty movements and what slashes owe to its holder. */
export async function readBond(db: Executor, operator: Address) {
  const [[bond], [debt], movements] = await Promise.all([
    db.select().from(chainBonds).where(eq(chainBonds.operator, operator)),
    db.select().from(chainSlashDebts).where(eq(chainSlashDebts.account, operator)),
    db
      .select()
      .from(chainBondMovements)
      .where(eq(chainBondMovements.operator, operator))
      .orderBy(desc(chainBondMovements.id))
      .limit(50),
  ]);
  return { bond, owed: debt?.owed ?? 0n, movements };
}

/** What 32 bytes name: a device, a lease, a transaction in which money moved. */
export async function findByHash(db: Executor, hash: Hex) {
  const [device, lease, longLease, movement] = await Promise.all([
    db.select({ name: devices.name }).from(devices).where(eq(devices.id, hash)).limit(1),
    db.select({ id: leases.id }).from(leases).where(eq(leases.id, hash)).limit(1),
    db
      .select({ id: chainLeaseDeposits.id })
      .from(chainLeaseDeposits)
      .where(eq(chainLeaseDeposits.id, hash))
      .limit(1),
    db
      .select({ id: chainMovements.id })
      .from(chainMovements)
      .where(eq(chainMovements.transaction, hash))
      .limit(1),
  ]);
  return {
    device: device[0]?.name,
    isLease: lease.length + longLease.length > 0,
    isTransaction: movement.length > 0,
  };
}

/** Whether a wallet has anything in the contracts. */
export async function knowsWallet(db: Executor, wallet: Address): Promise<boolean> {
  const found = await Promise.all([
    db.select().from(chainBalances).where(eq(chainBalances.customer, wallet)).limit(1),
    db.select().from(chainOperators).where(eq(chainOperators.operator, wallet)).limit(1),
    db.select().from(chainTokenBalances).where(eq(chainTokenBalances.holder, wallet)).limit(1),
  ]);
  return found.some((rows) => rows.length > 0);
}

/** Devices and proposals whose words contain a text, ten of each at most. */
export async function findByText(db: Executor, text: string) {
  const pattern = `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const [named, proposed] = await Promise.all([
    db
      .select({ id: devices.id, name: devices.name })
      .from(devices)
      .where(or(ilike(devices.name, pattern), sql`${devices.hardware}->>'cpuModel' ilike ${pattern}`))
      .orderBy(asc(devices.name))
      .limit(10),
    db
      .select({ id: chainProposals.id, description: chainProposals.description })
      .from(chainProposals)
      .where(or(ilike(chainProposals.description, pattern), sql`${chainProposals.id}::text = ${text}`))
      .orderBy(desc(chainProposals.at))
      .limit(10),
  ]);
  return { devices: named, proposals: proposed };
}
