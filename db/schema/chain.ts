import { bigint, boolean, integer, numeric, pgSchema, primaryKey, text } from "drizzle-orm/pg-core";
import { address, bytes32 } from "./columns";

/**
 * What the indexer reads off the chain, as it lays it out (`indexer/ponder.schema.ts`); a test holds the
 * two against each other. These tables are its own: nothing here writes them.
 */
const chain = pgSchema("chain");

// No table here has the name of one of ours: drizzle tells joined tables apart by name.

/** The contract's whole numbers. */
const amount = () => numeric({ precision: 78, mode: "bigint" });

/** Which block the tables stand at. */
export const chainHeads = chain.table("heads", {
  chainId: integer().primaryKey(),
  number: bigint({ mode: "number" }).notNull(),
  timestamp: bigint({ mode: "number" }).notNull(),
});

/** A customer's balance in the contract, the thawing part included. */
export const chainBalances = chain.table("balances", {
  customer: address().primaryKey(),
  balance: amount().notNull(),
  thawing: amount().notNull(),
  /** When the last thaw is over, in Unix seconds. */
  thawedAt: bigint({ mode: "number" }),
});

export const movementKinds = [
  "deposit",
  "payment",
  "thaw",
  "thaw-cancelled",
  "withdrawal",
  "earnings-withdrawn",
  "earnings-kept",
] as const;

/** Every change of a balance, with the transaction that made it. */
export const chainMovements = chain.table("movements", {
  /** Block and log index: sorts as the chain does. */
  id: text().primaryKey(),
  wallet: address().notNull(),
  kind: text({ enum: movementKinds }).notNull(),
  amount: amount().notNull(),
  fee: amount().notNull(),
  counterparty: address(),
  transaction: bytes32().notNull(),
  block: bigint({ mode: "number" }).notNull(),
  at: bigint({ mode: "number" }).notNull(),
});

export const chainSessions = chain.table(
  "sessions",
  {
    customer: address().notNull(),
    key: address().notNull(),
    cap: amount().notNull(),
    spent: amount().notNull(),
    validUntil: bigint({ mode: "number" }).notNull(),
    scope: integer().notNull(),
    revoked: boolean().notNull(),
    transaction: bytes32().notNull(),
  },
  (t) => [primaryKey({ columns: [t.customer, t.key] })],
);

/** What the contract has paid out of each tab in all. */
export const chainTabTotals = chain.table(
  "tab_totals",
  {
    customer: address().notNull(),
    operator: address().notNull(),
    redeemed: amount().notNull(),
    paid: amount().notNull(),
    fees: amount().notNull(),
  },
  (t) => [primaryKey({ columns: [t.customer, t.operator] })],
);

/** Each redemption of a tab. */
export const chainTabPayments = chain.table("tab_payments", {
  id: text().primaryKey(),
  customer: address().notNull(),
  operator: address().notNull(),
  key: address().notNull(),
  cumulative: amount().notNull(),
  /** The tab's total after this payment. A lease is settled by the first payment that reaches its place on the tab. */
  redeemed: amount().notNull(),
  paid: amount().notNull(),
  fee: amount().notNull(),
  transaction: bytes32().notNull(),
  block: bigint({ mode: "number" }).notNull(),
  at: bigint({ mode: "number" }).notNull(),
});

export const chainRegistrations = chain.table("registrations", {
  id: bytes32().primaryKey(),
  operator: address().notNull(),
  retired: boolean().notNull(),
  transaction: bytes32().notNull(),
});

export const chainOperators = chain.table("operators", {
  operator: address().primaryKey(),
  payout: address(),
  /** What tabs and leases paid, after the fee. */
  earned: amount().notNull(),
  fees: amount().notNull(),
  withdrawn: amount().notNull(),
});
