import { z } from "zod";
import { reasonCodeSchema, reasonFactsSchema } from "@/lib/matching/decision-schema";
import { bytes32Schema } from "@/lib/orders/spec";
import { addressSchema, hexSchema, instantSchema, pageOf, pageQuery, usd6Schema } from "@/lib/wire";
import { route } from "./base";

const transactionSchema = z.object({ hash: bytes32Schema, block: z.int(), at: instantSchema });

/** A customer's money: what the contract holds, what of it is spoken for, and what is free. Micro-dollars. */
export const accountSchema = z.object({
  wallet: addressSchema,
  /** In the contract, thawing part included. */
  balance: usd6Schema,
  thawing: usd6Schema,
  /** By the chain's clock. */
  thawedAt: instantSchema.nullable(),
  /** Held for orders in force, up to their ceilings. */
  reserved: usd6Schema,
  /** What ended leases cost and the contract has not paid out yet. */
  owed: usd6Schema,
  /** balance − thawing − reserved − owed. */
  available: usd6Schema,
  /** The chain's height to which this was read. */
  indexedBlock: z.int(),
});

/** One change of a balance on chain. */
export const movementSchema = z.object({
  kind: z.enum([
    "deposit",
    "payment",
    "thaw",
    "thaw-cancelled",
    "withdrawal",
    "earnings-withdrawn",
    "earnings-kept",
    "lease-deposit",
    "lease-top-up",
    "lease-refund",
    "cover",
    "cover-returned",
    "sla-credit",
  ]),
  amount: usd6Schema,
  /** What of a payment went to the treasury. */
  fee: usd6Schema,
  counterparty: addressSchema.nullable(),
  transaction: transactionSchema,
});

export const relaySchema = z.object({
  id: z.string(),
  state: z.enum(["queued", "sent", "mined", "failed"]),
  hash: bytes32Schema.nullable(),
  /** The block that holds it, once it is mined: what is shown is up to date when the indexer has come there. */
  block: z.int().nullable(),
  /** Why it failed. */
  failure: z.object({ code: reasonCodeSchema, facts: reasonFactsSchema }).nullable(),
});

const wallet = route.meta({ caller: "wallet" });

export const accountContract = {
  get: wallet
    .route({
      method: "GET",
      path: "/account",
      tags: ["Account"],
      summary: "Your balance, what is reserved, what is free",
    })
    .output(accountSchema),
  movements: wallet
    .route({
      method: "GET",
      path: "/account/movements",
      tags: ["Account"],
      summary: "Every change of your balance on chain",
    })
    .input(z.object(pageQuery))
    .output(pageOf(movementSchema)),
  faucet: wallet
    .route({
      method: "POST",
      path: "/account/faucet",
      tags: ["Account"],
      summary: "Test USDC and gas for your wallet (local chain only)",
    })
    .output(relaySchema),
  deposit: wallet
    .route({
      method: "POST",
      path: "/account/deposit",
      tags: ["Account"],
      summary: "Have a signed permit deposited for you; the gateway pays the gas",
    })
    .input(z.object({ amount: usd6Schema, deadline: z.int(), signature: hexSchema }))
    .output(relaySchema),
  relay: wallet
    .route({
      method: "GET",
      path: "/account/relays/{id}",
      tags: ["Account"],
      summary: "How far a transaction is that the gateway sends for you",
    })
    .input(z.object({ id: z.string().max(200) }))
    .output(relaySchema),
};
