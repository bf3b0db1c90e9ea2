import { sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgEnum, pgTable, text } from "drizzle-orm/pg-core";
import { orderStates } from "@/lib/orders/order";
import type { Decision } from "@/lib/matching/match";
import type { Spec } from "@/lib/orders/spec";
import type { ReasonCode, ReasonFacts } from "@/lib/reasons";
import type { Hex } from "viem";
import { address, bytea, bytes32, hex, instant, usd6 } from "./columns";

export const orderState = pgEnum("order_state", orderStates);

/** A customer's signed wish. Its id is the EIP-712 hash of its terms, so that it can be placed only once. */
export const orders = pgTable(
  "orders",
  {
    id: bytes32().primaryKey(),
    customer: address().notNull(),
    sessionKey: address().notNull(),
    spec: jsonb().$type<Spec>().notNull(),
    specHash: bytes32().notNull(),
    /** The fleet that it belongs to, as its spec says. */
    fleet: bytes32(),
    maxRatePerHour: usd6().notNull(),
    maxTotal: usd6().notNull(),
    startBy: bigint({ mode: "number" }).notNull(),
    maxSeconds: integer().notNull(),
    minTier: integer().notNull(),
    salt: text().notNull(),
    signature: hex().notNull(),
    state: orderState().notNull(),
    reason: text().$type<ReasonCode>().notNull(),
    facts: jsonb().$type<ReasonFacts>().notNull(),
    /** What is held of balance and cap while the order is in force. */
    reserved: usd6().notNull(),
    attempts: integer().notNull().default(0),
    /** Devices that this order has been tried on: they come last when it is tried again. */
    triedDevices: jsonb().$type<Hex[]>().notNull().default([]),
    decision: jsonb().$type<Decision>(),
    createdAt: instant().notNull(),
    endedAt: instant(),
  },
  (t) => [
    index("orders_customer").on(t.customer, t.createdAt),
    index("orders_fleet")
      .on(t.fleet)
      .where(sql`${t.fleet} is not null`),
    index("orders_waiting")
      .on(t.createdAt)
      .where(sql`${t.state} = 'waiting'`),
  ],
);

/** Uploads, by what they are: modules, scripts, inputs. */
export const blobs = pgTable("blobs", {
  sha256: text().primaryKey(),
  bytes: bytea().notNull(),
  size: integer().notNull(),
  role: text().notNull(),
  uploadedBy: address().notNull(),
  createdAt: instant().notNull(),
});
