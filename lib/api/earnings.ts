import { z } from "zod";
import { bytes32Schema } from "@/lib/orders/spec";
import { addressSchema, instantSchema, pageOf, pageQuery, usd6Schema } from "@/lib/wire";
import { route } from "./base";

/** What an operator's devices earned, and how far each dollar has come. Micro-dollars. */
export const earningsSchema = z.object({
  /** Cost of ended leases, before the fee. */
  accrued: usd6Schema,
  /** Of that, what a session key has signed for. */
  vouchered: usd6Schema,
  /** What the contract paid, after the fee. */
  paid: usd6Schema,
  /** What of the payments went to the treasury. */
  fees: usd6Schema,
  /** Of what was paid, what has been taken out to the payout address. */
  withdrawn: usd6Schema,
  /** What broken promises cost. */
  credited: usd6Schema,
  /** Leases and what they cost by the day on which they ended; the rest by the day on which the contract booked it. */
  days: z.array(
    z.object({
      day: z.iso.date(),
      leases: z.int(),
      accrued: usd6Schema,
      paid: usd6Schema,
      fees: usd6Schema,
      credited: usd6Schema,
    }),
  ),
  devices: z.array(
    z.object({
      device: bytes32Schema,
      /** Null for one that never ran anything through this gateway. */
      name: z.string().nullable(),
      leases: z.int(),
      accrued: usd6Schema,
      /** What customers have paid for its work through the contract, fees included. */
      settled: usd6Schema,
      credited: usd6Schema,
    }),
  ),
});

/** One payment of the contract to an operator, or one credit that it paid. */
export const paymentSchema = z.object({
  /** `tab`: small jobs together. `lease`: one lease. `credit`: out of the operator's cover, to the customer. */
  kind: z.enum(["tab", "lease", "credit"]),
  customer: addressSchema,
  lease: bytes32Schema.nullable(),
  device: bytes32Schema.nullable(),
  /** What the customer paid, fee included; what it was credited. */
  amount: usd6Schema,
  fee: usd6Schema,
  at: instantSchema,
  transaction: bytes32Schema,
});

const wallet = route.meta({ caller: "wallet" });

export const earningsContract = {
  get: wallet
    .route({
      method: "GET",
      path: "/earnings",
      tags: ["Devices"],
      summary: "What your devices earned: accrued, signed for, paid",
    })
    .output(earningsSchema),
  payments: wallet
    .route({
      method: "GET",
      path: "/earnings/payments",
      tags: ["Devices"],
      summary: "Every payment to you and every credit by you, as the contract booked them, the newest first",
    })
    .input(z.object(pageQuery))
    .output(pageOf(paymentSchema)),
  csv: wallet
    .route({
      method: "GET",
      path: "/earnings/payments.csv",
      tags: ["Devices"],
      summary: "All of them as a table for a spreadsheet, in dollars with six places",
    })
    .output(z.instanceof(Blob)),
};
