import { onchainTable, primaryKey } from "ponder";

/** One part of a balance that thaws. Amounts are strings of digits, because JSON has no bigint. */
export type Thaw = { amount: string; readyAt: number };

/** Which block the tables stand at. */
export const heads = onchainTable("heads", (t) => ({
  chainId: t.integer().primaryKey(),
  number: t.int8({ mode: "number" }).notNull(),
  timestamp: t.int8({ mode: "number" }).notNull(),
}));

export const balances = onchainTable("balances", (t) => ({
  customer: t.hex().primaryKey(),
  /** Everything that is not locked in a lease, the thawing part included. */
  balance: t.bigint().notNull(),
  thawing: t.bigint().notNull(),
  thawedAt: t.int8({ mode: "number" }),
  /** Oldest first. */
  thaws: t.json().$type<Thaw[]>().notNull(),
}));

export const movements = onchainTable("movements", (t) => ({
  id: t.text().primaryKey(),
  wallet: t.hex().notNull(),
  kind: t.text().notNull(),
  amount: t.bigint().notNull(),
  fee: t.bigint().notNull(),
  counterparty: t.hex(),
  transaction: t.hex().notNull(),
  block: t.int8({ mode: "number" }).notNull(),
  at: t.int8({ mode: "number" }).notNull(),
}));

export const sessions = onchainTable(
  "sessions",
  (t) => ({
    customer: t.hex().notNull(),
    key: t.hex().notNull(),
    cap: t.bigint().notNull(),
    spent: t.bigint().notNull(),
    validUntil: t.int8({ mode: "number" }).notNull(),
    scope: t.integer().notNull(),
    revoked: t.boolean().notNull(),
    transaction: t.hex().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.customer, t.key] }) }),
);

export const tabTotals = onchainTable(
  "tab_totals",
  (t) => ({
    customer: t.hex().notNull(),
    operator: t.hex().notNull(),
    redeemed: t.bigint().notNull(),
    paid: t.bigint().notNull(),
    fees: t.bigint().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.customer, t.operator] }) }),
);

export const tabPayments = onchainTable("tab_payments", (t) => ({
  id: t.text().primaryKey(),
  customer: t.hex().notNull(),
  operator: t.hex().notNull(),
  key: t.hex().notNull(),
  cumulative: t.bigint().notNull(),
  redeemed: t.bigint().notNull(),
  paid: t.bigint().notNull(),
  fee: t.bigint().notNull(),
  transaction: t.hex().notNull(),
  block: t.int8({ mode: "number" }).notNull(),
  at: t.int8({ mode: "number" }).notNull(),
}));

export const leaseDeposits = onchainTable("lease_deposits", (t) => ({
  id: t.hex().primaryKey(),
  customer: t.hex().notNull(),
  operator: t.hex().notNull(),
  key: t.hex().notNull(),
  deposit: t.bigint().notNull(),
  paid: t.bigint().notNull(),
  fees: t.bigint().notNull(),
  cover: t.bigint().notNull(),
  state: t.text().notNull(),
  transaction: t.hex().notNull(),
}));

export const registrations = onchainTable("registrations", (t) => ({
  id: t.hex().primaryKey(),
  operator: t.hex().notNull(),
  retired: t.boolean().notNull(),
  transaction: t.hex().notNull(),
}));

export const operators = onchainTable("operators", (t) => ({
  operator: t.hex().primaryKey(),
  payout: t.hex(),
  earned: t.bigint().notNull(),
  fees: t.bigint().notNull(),
  withdrawn: t.bigint().notNull(),
}));
