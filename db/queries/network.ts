import { and, asc, between, desc, eq, ilike, like, or, sql } from "drizzle-orm";
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
import { devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { accounts } from "@/db/schema/money";

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

/** The leases that were offered last, of everybody. */
export function readNewestLeases(db: Executor, limit: number) {
  const { id, state, reason, ratePerHour, cost, offeredAt } = leases;
  return db
    .select({
      id,
      device: { id: devices.id, name: devices.name, country: devices.country },
      state,
      reason,
      ratePerHour,
      cost,
      offeredAt,
    })
    .from(leases)
    .innerJoin(devices, eq(devices.id, leases.device))
    .orderBy(desc(leases.offeredAt), desc(leases.id))
    .limit(limit);
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

/** Where wallets are written down: with money, devices or votes in the contracts, or with an order here. */
const wallets = [
  [chainBalances, chainBalances.customer],
  [chainOperators, chainOperators.operator],
  [chainTokenBalances, chainTokenBalances.holder],
  [accounts, accounts.customer],
] as const;

/** Whether a wallet has anything in the contracts or ordered anything here. */
export async function knowsWallet(db: Executor, wallet: Address): Promise<boolean> {
  const found = await Promise.all(
    wallets.map(([table, column]) =>
      db.select({ wallet: column }).from(table).where(eq(column, wallet)).limit(1),
    ),
  );
  return found.some((rows) => rows.length > 0);
}

/** What begins with these digits and ends with those, as pages shorten hashes and addresses: five of each kind at most. */
export async function findByEnds(db: Executor, start: Hex, end: string) {
  // "g" stands behind every digit, so the index of a key finds its beginning.
  const ends = (column: PgColumn) => and(between(column, start, `${start}g`), like(column, `%${end}`));
  const [named, leased, moved, ...held] = await Promise.all([
    db.select({ id: devices.id, name: devices.name }).from(devices).where(ends(devices.id)).limit(5),
    db.select({ id: leases.id }).from(leases).where(ends(leases.id)).limit(5),
    db
      .selectDistinct({ id: chainMovements.transaction })
      .from(chainMovements)
      .where(ends(chainMovements.transaction))
      .limit(5),
    ...wallets.map(([table, column]) => db.select({ id: column }).from(table).where(ends(column)).limit(5)),
  ]);
  return {
    devices: named,
    leases: leased.map(({ id }) => id),
    transactions: moved.map(({ id }) => id),
    wallets: [...new Set(held.flat().map(({ id }) => id))].slice(0, 5),
  };
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
