import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import { decisionSchema, reasonCodeSchema, reasonFactsSchema } from "@/lib/matching/decision-schema";
import { execCommandSchema, execIdSchema, execLimits, execResultSchema } from "@/lib/leases/exec";
import { leaseStates, paymentStates } from "@/lib/leases/lease";
import { orderProofSchema, signedSessionSchema } from "@/lib/orders/order-proof";
import { sealedKeySchema, sealKeySchema } from "@/lib/orders/seal-key";
import { bytes32Schema, sha256Schema, specSchema } from "@/lib/orders/spec";
import {
  addressSchema,
  feeBpsSchema,
  hexSchema,
  instantSchema,
  pageOf,
  pageQuery,
  usd6Schema,
} from "@/lib/wire";
import { route } from "./base";
import { stateChangeSchema } from "./timeline";

export const outcomeSchema = z.object({
  /** `exit`, `out-of-fuel`, `trap`, … as the sandbox names it. */
  class: z.string().max(40),
  exitCode: z.int().nullable(),
  /** Instructions used; deterministic where the sandbox meters them. A string of digits. */
  fuel: usd6Schema.nullable(),
  resultRoot: sha256Schema,
  stdoutSha256: sha256Schema,
  stdoutBytes: z.int(),
});

/** A lease as its customer and its operator see it. Logs and result are the customer's alone. */
export const leaseSchema = z.object({
  id: bytes32Schema,
  orderId: bytes32Schema,
  /** 1 for the first device tried, 2 for the next. */
  epoch: z.int(),
  customer: addressSchema,
  operator: addressSchema,
  sessionKey: addressSchema,
  device: z.object({ id: bytes32Schema, name: z.string(), country: z.string() }),
  workload: z.string(),
  /** Whether what runs is sealed: then log and result are ciphertext in base64, which the customer's key opens. */
  sealed: z.boolean(),
  state: z.enum(leaseStates),
  reason: reasonCodeSchema,
  facts: reasonFactsSchema,
  ratePerHour: usd6Schema,
  maxRatePerHour: usd6Schema,
  ceiling: usd6Schema,
  /** The protocol's part of the cost, in basis points, as it was in force when the lease was offered. */
  feeBps: feeBpsSchema,
  maxSeconds: z.int(),
  offeredAt: instantSchema,
  acceptedAt: instantSchema.nullable(),
  startedAt: instantSchema.nullable(),
  endedAt: instantSchema.nullable(),
  billedSeconds: z.int().nullable(),
  cost: usd6Schema.nullable(),
  outcome: outcomeSchema.nullable(),
  payment: z.object({
    state: z.enum(paymentStates),
    /** The transaction that settled it. */
    transaction: bytes32Schema.nullable(),
  }),
});
export type Lease = z.infer<typeof leaseSchema>;

/** What the page of a lease needs: the lease, its order, every device that was tried, and the timeline. */
export const leaseDetailSchema = leaseSchema.extend({
  spec: specSchema,
  decision: decisionSchema.nullable(),
  attempts: z.array(
    leaseSchema.pick({ id: true, epoch: true, device: true, state: true, reason: true, facts: true }),
  ),
  timeline: z.array(stateChangeSchema),
});

/** What arrives while a lease is watched: the lease when it changed, and pieces of its log in order. */
export const leaseEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("lease"), lease: leaseSchema }),
  z.object({
    type: z.literal("log"),
    stream: z.enum(["stdout", "stderr"]),
    offset: z.int(),
    /** As it was written, or base64 of what only the customer's key opens. */
    text: z.string(),
    sealed: z.boolean(),
  }),
  /** Everything has arrived and nothing more will. */
  z.object({ type: z.literal("end") }),
]);

/** What the session key is asked to sign so that an operator is paid: one cumulative amount for several leases at one fee. */
export const tabDueSchema = z.object({
  operator: addressSchema,
  feeBps: feeBpsSchema,
  /** The key of the newest lease; any other key of the customer may sign as well. */
  sessionKey: addressSchema,
  /** The cumulative amount that the last voucher stands at, with that voucher, so that the asked sum can be checked. */
  signed: usd6Schema,
  signedBy: z.object({ sessionKey: addressSchema, signature: hexSchema }).nullable(),
  cumulative: usd6Schema,
  leases: z.array(
    leaseSchema
      .pick({
        id: true,
        orderId: true,
        cost: true,
        ceiling: true,
        ratePerHour: true,
        maxRatePerHour: true,
        billedSeconds: true,
      })
      /** Who signed the order, for a key that did not sign it itself. */
      .extend({ order: orderProofSchema }),
  ),
});

export const receiptSchema = z.object({
  version: z.literal(1),
  chainId: z.int(),
  contracts: z.object({ escrow: addressSchema, leases: addressSchema }),
  lease: leaseSchema,
  /** The wallet's word for the key, and the key's for the order. The spec stays the customer's: its hash is in the terms. */
  order: orderProofSchema,
  /** Its id is keccak256 of both coordinates. */
  deviceKey: z.object({ x: bytes32Schema, y: bytes32Schema }),
  /** The device's word for the outcome and the time that it took (EIP-712 `Report`); null when nothing ran to an end. */
  report: z.object({ ranMs: z.int(), signature: hexSchema }).nullable(),
  /** The device's signed terms (EIP-712 `Offer`). */
  offer: z
    .object({
      ratePerHour: usd6Schema,
      tier: z.int(),
      validUntil: z.int(),
      salt: usd6Schema,
      signature: hexSchema,
    })
    .nullable(),
  /** The first voucher of the tab that covers this lease (EIP-712 `Tab`). */
  voucher: z
    .object({
      cumulative: usd6Schema,
      sessionKey: addressSchema,
      signature: hexSchema,
      session: signedSessionSchema,
    })
    .nullable(),
  settlement: z
    .object({
      transaction: bytes32Schema,
      block: z.int(),
      cumulative: usd6Schema,
      paid: usd6Schema,
      fee: usd6Schema,
    })
    .nullable(),
});
export type Receipt = z.infer<typeof receiptSchema>;

export const execSchema = z.object({
  id: execIdSchema,
  command: execCommandSchema,
  askedAt: instantSchema,
  endedAt: instantSchema.nullable(),
  /** Null while it is waited for, and for good if the lease ended first. */
  result: execResultSchema.nullable(),
});

const wallet = route.meta({ caller: "wallet" });
const id = z.object({ id: bytes32Schema });

export const leasesContract = {
  list: wallet
    .route({
      method: "GET",
      path: "/leases",
      tags: ["Leases"],
      summary: "Your leases, as customer or as operator, newest first",
    })
    .input(
      z.object({
        ...pageQuery,
        as: z.enum(["customer", "operator"]).default("customer"),
        device: bytes32Schema.optional(),
      }),
    )
    .output(pageOf(leaseSchema)),
  get: wallet
    .route({ method: "GET", path: "/leases/{id}", tags: ["Leases"], summary: "One lease with its timeline" })
    .input(id)
    .output(leaseDetailSchema),
  /** Server-sent events; resumes after `Last-Event-ID`. A browser may read it with EventSource: each message's data is one event. */
  watch: wallet
    .route({
      method: "GET",
      path: "/leases/{id}/events",
      tags: ["Leases"],
      summary: "A lease of yours as it goes: state and log, as server-sent events",
    })
    .input(id)
    .output(eventIterator(leaseEventSchema)),
  seal: wallet
    .route({
      method: "GET",
      path: "/leases/{id}/seal",
      tags: ["Leases"],
      summary: "To which key of its device the content key of a sealed order goes",
    })
    .input(id)
    .output(
      z.object({
        /** Its hash is the device's id; check with it that the seal key is the device's own. */
        deviceKey: z.object({ x: bytes32Schema, y: bytes32Schema }),
        sealKey: sealKeySchema,
        /** Whether the device has the content key. */
        handedOver: z.boolean(),
      }),
    ),
  handKey: wallet
    .route({
      method: "POST",
      path: "/leases/{id}/key",
      tags: ["Leases"],
      summary: "Hand the content key of a sealed order over, sealed to the device of this lease; once",
    })
    .input(id.extend({ key: sealedKeySchema }))
    .output(z.object({})),
  result: wallet
    .route({
      method: "GET",
      path: "/leases/{id}/result",
      tags: ["Leases"],
      summary: "What the workload wrote to standard output, as text, and its hash",
    })
    .input(id)
    .output(z.object({ stdout: z.string(), truncated: z.boolean(), outcome: outcomeSchema })),
  exec: wallet
    .route({
      method: "POST",
      path: "/leases/{id}/execs",
      tags: ["Leases"],
      summary:
        "Run a program inside the container of a lease of yours; the same id again has no second effect",
    })
    .input(id.extend({ exec: execIdSchema, command: execCommandSchema }))
    .output(z.object({})),
  execs: wallet
    .route({
      method: "GET",
      path: "/leases/{id}/execs",
      tags: ["Leases"],
      summary: `The newest ${execLimits.listed} programs that you had run inside the container of a lease, and what came of them`,
    })
    .input(id)
    .output(z.array(execSchema)),
  due: wallet
    .route({
      method: "GET",
      path: "/tabs/due",
      tags: ["Leases"],
      summary: "What your session keys have to sign so that operators are paid",
    })
    .output(z.array(tabDueSchema)),
  voucher: route
    .route({
      method: "POST",
      path: "/tabs/vouchers",
      tags: ["Leases"],
      summary: "Hand in a signed cumulative voucher for a tab",
    })
    .meta({ caller: "key" })
    .input(
      z.object({
        customer: addressSchema,
        operator: addressSchema,
        feeBps: feeBpsSchema,
        cumulative: usd6Schema,
        sessionKey: addressSchema,
        signature: hexSchema,
      }),
    )
    .output(z.object({ leases: z.array(bytes32Schema) })),
  receipt: route
    .route({
      method: "GET",
      path: "/leases/{id}/receipt",
      tags: ["Leases"],
      summary: "The signed record of a lease, for anyone to check against the chain",
    })
    .input(id)
    .output(receiptSchema),
};
