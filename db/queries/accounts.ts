import { and, eq, sql } from "drizzle-orm";
import type { Address } from "viem";
import type { Executor } from "@/db/client";
import { chainBalances, chainHeads, chainTabTotals } from "@/db/schema/chain";
import { accounts, tabs } from "@/db/schema/money";

/** A customer's money in micro-dollars, read in one statement so that the parts belong together. */
export type AccountFigures = {
  balance: bigint;
  thawing: bigint;
  thawedAt: number | null;
  reserved: bigint;
  owed: bigint;
  /** Never negative: what is owed may be more than is there. */
  available: bigint;
};

/** What a customer has, what of it is spoken for and what is free. */
export async function readAccount(db: Executor, customer: Address): Promise<AccountFigures> {
  const owed = db
    .select({
      owed: sql<string>`coalesce(sum(greatest(${tabs.accrued} - coalesce(${chainTabTotals.redeemed}, 0), 0)), 0)`.as(
        "owed",
      ),
    })
    .from(tabs)
    .leftJoin(
      chainTabTotals,
      and(eq(chainTabTotals.customer, tabs.customer), eq(chainTabTotals.operator, tabs.operator)),
    )
    .where(eq(tabs.customer, customer))
    .as("owing");
  const [row] = await db
    .select({
      balance: chainBalances.balance,
      thawing: chainBalances.thawing,
      thawedAt: chainBalances.thawedAt,
      reserved: accounts.reserved,
      owed: owed.owed,
    })
    .from(owed)
    .leftJoin(chainBalances, eq(chainBalances.customer, customer))
    .leftJoin(accounts, eq(accounts.customer, customer));
  const figures = {
    balance: row?.balance ?? 0n,
    thawing: row?.thawing ?? 0n,
    thawedAt: row?.thawedAt ?? null,
    reserved: row?.reserved ?? 0n,
    owed: BigInt(row?.owed ?? 0),
  };
  const free = figures.balance - figures.thawing - figures.reserved - figures.owed;
  return { ...figures, available: free > 0n ? free : 0n };
}

/** Locks a customer's account until the transaction ends, making the row on the first order. */
export async function lockAccount(tx: Executor, customer: Address): Promise<void> {
  await tx.insert(accounts).values({ customer }).onConflictDoNothing();
  await tx
    .select({ customer: accounts.customer })
    .from(accounts)
    .where(eq(accounts.customer, customer))
    .for("update");
}

/** The chain's height to which the indexer has come; 0 before its first block. */
export async function indexedBlock(db: Executor): Promise<number> {
  const [head] = await db.select({ number: chainHeads.number }).from(chainHeads).limit(1);
  return head?.number ?? 0;
}
