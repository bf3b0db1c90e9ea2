import { asc, eq, inArray, sql } from "drizzle-orm";
import type { Address } from "viem";
import type { Executor } from "@/db/client";
import { chainBalances, chainHeads, chainTabTotals } from "@/db/schema/chain";
import { accounts, tabs } from "@/db/schema/money";
import { sameTab } from "./same-tab";

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
  return (await readAccounts(db, [customer])).get(customer)!;
}

/** The same of several customers at once. */
export async function readAccounts(
  db: Executor,
  customers: readonly Address[],
): Promise<Map<Address, AccountFigures>> {
  const owed = db
    .select({
      customer: tabs.customer,
      owed: sql<string>`sum(greatest(${tabs.accrued} - coalesce(${chainTabTotals.redeemed}, 0), 0))`.as(
        "owed",
      ),
    })
    .from(tabs)
    .leftJoin(chainTabTotals, sameTab(chainTabTotals, tabs))
    .where(inArray(tabs.customer, [...customers]))
    .groupBy(tabs.customer)
    .as("owing");
  const asked = db
    .select({ customer: sql<Address>`customer`.as("asked_customer") })
    .from(sql`unnest(${sql.param(customers)}::text[]) as asked (customer)`)
    .as("asked");
  const rows = await db
    .select({
      customer: asked.customer,
      balance: chainBalances.balance,
      thawing: chainBalances.thawing,
      thawedAt: chainBalances.thawedAt,
      reserved: accounts.reserved,
      owed: owed.owed,
    })
    .from(asked)
    .leftJoin(owed, eq(owed.customer, asked.customer))
    .leftJoin(chainBalances, eq(chainBalances.customer, asked.customer))
    .leftJoin(accounts, eq(accounts.customer, asked.customer));
  return new Map(rows.map(({ customer, ...row }) => [customer, figuresOf(row)]));
}

type Row = { [F in "balance" | "thawing" | "reserved"]: bigint | null } & {
  thawedAt: number | null;
  owed: string | null;
};

function figuresOf(row: Row): AccountFigures {
  const figures = {
    balance: row.balance ?? 0n,
    thawing: row.thawing ?? 0n,
    thawedAt: row.thawedAt,
    reserved: row.reserved ?? 0n,
    owed: BigInt(row.owed ?? 0),
  };
  const free = figures.balance - figures.thawing - figures.reserved - figures.owed;
  return { ...figures, available: free > 0n ? free : 0n };
}

/** Locks customers' accounts until the transaction ends, in one order for everybody; makes the row on a first order. */
export async function lockAccount(tx: Executor, ...customers: Address[]): Promise<void> {
  const sorted = [...new Set(customers)].toSorted();
  await tx
    .insert(accounts)
    .values(sorted.map((customer) => ({ customer })))
    .onConflictDoNothing();
  await tx
    .select({ customer: accounts.customer })
    .from(accounts)
    .where(inArray(accounts.customer, sorted))
    .orderBy(asc(accounts.customer))
    .for("update");
}

/** The chain's height to which the indexer has come; 0 before its first block. */
export async function indexedBlock(db: Executor): Promise<number> {
  const [head] = await db.select({ number: chainHeads.number }).from(chainHeads).limit(1);
  return head?.number ?? 0;
}
