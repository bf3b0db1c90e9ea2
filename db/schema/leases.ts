import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { ExecResult } from "@/lib/leases/exec";
import { leaseStates } from "@/lib/leases/lease";
import type { SealedKey } from "@/lib/orders/seal-key";
import type { ReasonCode, ReasonFacts } from "@/lib/reasons";
import { address, bytea, bytes32, instant, usd6 } from "./columns";
import { devices } from "./devices";
import { orders } from "./orders";

export const leaseState = pgEnum("lease_state", leaseStates);

/** What the sandbox reported at the end. */
export type StoredOutcome = {
  class: string;
  exitCode: number | null;
  fuel: string | null;
  resultRoot: string;
  stdoutSha256: string;
  stdoutBytes: number;
  /** What the device signed: its milliseconds, and its signature over them and the hashes. */
  report: { ranMs: number; signature: string };
};

/** The terms a device countersigned. */
export type StoredOffer = { tier: number; validUntil: number; salt: string; signature: string | null };

/** A match in force, or how it ended. One order has at most one that has not ended. */
export const leases = pgTable(
  "leases",
  {
    id: bytes32().primaryKey(),
    order: bytes32()
      .notNull()
      .references(() => orders.id),
    epoch: integer().notNull(),
    customer: address().notNull(),
    operator: address().notNull(),
    sessionKey: address().notNull(),
    device: bytes32()
      .notNull()
      .references(() => devices.id),
    ratePerHour: usd6().notNull(),
    ceiling: usd6().notNull(),
    /** The protocol's part of what it costs, in basis points: the one in force when it was offered, whatever is voted later. */
    feeBps: integer().notNull(),
    offer: jsonb().$type<StoredOffer>().notNull(),
    state: leaseState().notNull(),
    reason: text().$type<ReasonCode>().notNull(),
    facts: jsonb().$type<ReasonFacts>().notNull(),
    /** The key of a sealed order, sealed to this device by the customer; null while it has not come. */
    sealedKey: jsonb().$type<SealedKey>(),
    /** Why the device is asked to stop; null while it is not. */
    stop: text().$type<ReasonCode>(),
    /** By when the device has to act or be heard from next. */
    deadline: instant().notNull(),
    offeredAt: instant().notNull(),
    acceptedAt: instant(),
    startedAt: instant(),
    endedAt: instant(),
    billedSeconds: integer(),
    cost: usd6(),
    /** The tab's accrued total with this lease in it: settled once the contract has paid that much. */
    accruedTo: usd6(),
    outcome: jsonb().$type<StoredOutcome>(),
  },
  (t) => [
    uniqueIndex("leases_one_in_force")
      .on(t.order)
      .where(sql`${t.state} <> 'ended'`),
    uniqueIndex("leases_epoch").on(t.order, t.epoch),
    index("leases_offered").on(t.offeredAt, t.id),
    index("leases_customer").on(t.customer, t.offeredAt),
    index("leases_operator").on(t.operator, t.offeredAt),
    index("leases_device").on(t.device, t.offeredAt),
    index("leases_device_in_force")
      .on(t.device)
      .where(sql`${t.state} <> 'ended'`),
    index("leases_deadline")
      .on(t.deadline)
      .where(sql`${t.state} <> 'ended'`),
    index("leases_ended")
      .on(t.endedAt, t.cost)
      .where(sql`${t.state} = 'ended'`),
    index("leases_tab").on(t.customer, t.operator, t.feeBps, t.accruedTo),
  ],
);

/** Pieces of a lease's log. A piece that arrives twice is one row: its place in its stream is its key. */
export const leaseLogs = pgTable(
  "lease_logs",
  {
    sequence: bigserial({ mode: "number" }).primaryKey(),
    lease: bytes32().notNull(),
    /** True for standard error. */
    isError: boolean().notNull(),
    offset: bigint({ mode: "number" }).notNull(),
    bytes: bytea().notNull(),
    receivedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex("lease_logs_place").on(t.lease, t.isError, t.offset),
    index("lease_logs_read").on(t.lease, t.sequence),
  ],
);

/** Standard output of an ended lease, the first MiB. */
export const leaseResults = pgTable("lease_results", {
  lease: bytes32().primaryKey(),
  stdout: bytea().notNull(),
});

/** What a customer had run inside the container of a lease. The device is asked until there is a result. */
export const execs = pgTable(
  "execs",
  {
    lease: bytes32()
      .notNull()
      .references(() => leases.id),
    /** Given by who asks, so that asking again has no second effect. */
    id: text().notNull(),
    command: jsonb().$type<string[]>().notNull(),
    askedAt: instant().notNull(),
    result: jsonb().$type<ExecResult>(),
    endedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.lease, t.id] })],
);

/** The reason ledger: every change of state, who made it, and why. Only ever appended to. */
export const stateChanges = pgTable(
  "state_changes",
  {
    sequence: bigserial({ mode: "number" }).primaryKey(),
    noun: text().notNull(),
    id: text().notNull(),
    from: text(),
    to: text().notNull(),
    reason: text().$type<ReasonCode>().notNull(),
    facts: jsonb().$type<ReasonFacts>().notNull(),
    actor: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [index("state_changes_of").on(t.noun, t.id, t.sequence)],
);
