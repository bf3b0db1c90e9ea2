import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  check,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import type { ReasonCode, ReasonFacts } from "@/lib/reasons";
import { address, bytes32, hex, instant, usd6 } from "./columns";

/**
 * What of a customer's balance is spoken for by orders in force. The balance itself is the chain's.
 * The row is also the lock under which one customer's orders are placed one after the other.
 */
export const accounts = pgTable(
  "accounts",
  {
    customer: address().primaryKey(),
    reserved: usd6()
      .notNull()
      .default(sql`0`),
  },
  (t) => [check("accounts_reserved_not_negative", sql`${t.reserved} >= 0`)],
);

/** A key that a wallet allows to sign orders up to a cap and a date, with the wallet's own signature. */
export const sessionKeys = pgTable(
  "session_keys",
  {
    key: address().primaryKey(),
    customer: address().notNull(),
    cap: usd6().notNull(),
    validUntil: bigint({ mode: "number" }).notNull(),
    scope: integer().notNull(),
    salt: text().notNull(),
    signature: hex().notNull(),
    /** Held for orders in force under this key. */
    reserved: usd6()
      .notNull()
      .default(sql`0`),
    /** What ended leases under this key cost. */
    spent: usd6()
      .notNull()
      .default(sql`0`),
    createdAt: instant().notNull(),
  },
  (t) => [
    index("session_keys_customer").on(t.customer),
    check(
      "session_keys_within_cap",
      sql`${t.reserved} >= 0 and ${t.spent} >= 0 and ${t.reserved} + ${t.spent} <= ${t.cap}`,
    ),
  ],
);

/**
 * What a customer owes one operator for leases at one fee: the cost of all that have ended (`accrued`), and the highest
 * cumulative amount that a session key has signed for (`vouchered`). What the contract paid is the chain's.
 */
export const tabs = pgTable(
  "tabs",
  {
    customer: address().notNull(),
    operator: address().notNull(),
    feeBps: integer().notNull(),
    accrued: usd6()
      .notNull()
      .default(sql`0`),
    vouchered: usd6()
      .notNull()
      .default(sql`0`),
  },
  (t) => [
    primaryKey({ columns: [t.customer, t.operator, t.feeBps] }),
    index("tabs_operator").on(t.operator),
    check("tabs_vouchered_within_accrued", sql`${t.vouchered} >= 0 and ${t.vouchered} <= ${t.accrued}`),
  ],
);

/** Signed cumulative vouchers. The sequence is the cursor by which devices collect theirs. */
export const vouchers = pgTable(
  "vouchers",
  {
    sequence: bigserial({ mode: "number" }).primaryKey(),
    customer: address().notNull(),
    operator: address().notNull(),
    feeBps: integer().notNull(),
    cumulative: usd6().notNull(),
    sessionKey: address().notNull(),
    signature: hex().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    index("vouchers_tab").on(t.customer, t.operator, t.feeBps, t.cumulative),
    index("vouchers_operator").on(t.operator, t.sequence),
  ],
);

export const relayState = pgEnum("relay_state", ["queued", "sent", "mined", "failed"]);

/**
 * A transaction that the gateway sends for somebody. `id` names the intention, so that the same wish
 * twice is one transaction; the signed bytes are kept before they are sent, so that a restart sends the same again.
 */
export const relays = pgTable(
  "relays",
  {
    id: text().primaryKey(),
    wallet: address(),
    to: address().notNull(),
    data: hex().notNull(),
    value: usd6()
      .notNull()
      .default(sql`0`),
    state: relayState().notNull().default("queued"),
    nonce: integer(),
    hash: bytes32(),
    signed: hex(),
    block: integer(),
    failure: jsonb().$type<{ code: ReasonCode; facts: ReasonFacts }>(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    index("relays_open")
      .on(t.createdAt)
      .where(sql`${t.state} in ('queued', 'sent')`),
  ],
);
