import { z } from "zod";
import { benchmarkProofSchema, benchmarkSchema, selfMeasuredSchema } from "@/lib/devices/benchmark";
import { devicePauseSchema } from "@/lib/devices/device-pause";
import { deviceReportSchema } from "@/lib/devices/hardware";
import { execCommandSchema, execIdSchema, execResultSchema } from "@/lib/leases/exec";
import { leaseStates } from "@/lib/leases/lease";
import { reasonCodeSchema, reasonFactsSchema } from "@/lib/matching/decision-schema";
import { bytes32Schema, sha256Schema } from "@/lib/orders/spec";
import { signedSessionSchema } from "@/lib/orders/order-proof";
import { signedOrderSchema } from "@/lib/orders/signed-order";
import { sealedKeySchema } from "@/lib/orders/seal-key";
import { pricesSchema } from "@/lib/pricing/rate";
import { addressSchema, feeBpsSchema, hexSchema, instantSchema, usd6Schema } from "@/lib/wire";
import { route } from "./base";
import { enrolmentSchema, enrolmentTokenSchema } from "./devices";
import { outcomeSchema } from "./leases";

/** A P-256 public key: two coordinates. The device's id is keccak256 of both. */
export const publicKeySchema = z.object({ x: bytes32Schema, y: bytes32Schema });

/** A lease as its device gets it: everything it must check itself before it runs anything. */
export const assignmentSchema = z.object({
  leaseId: bytes32Schema,
  epoch: z.int(),
  state: z.enum(leaseStates),
  orderId: bytes32Schema,
  order: signedOrderSchema,
  /** The wallet's authorisation of the session key, so that the device need not trust the gateway. */
  session: signedSessionSchema,
  ratePerHour: usd6Schema,
  /** The protocol's part of what the customer pays, in basis points: vouchers for this lease are signed at this fee. */
  feeBps: feeBpsSchema,
  /** Terms to countersign (EIP-712 `Offer`). */
  offer: z.object({ tier: z.int(), validUntil: z.int(), salt: usd6Schema }),
  /** Milliseconds in which the device must act next. Relative, because no two clocks agree. */
  remainingMs: z.int(),
  /** The customer or the gateway wants it stopped; the reason to report back. */
  stop: reasonCodeSchema.nullable(),
  /** The key of a sealed order, sealed to this device; null while the customer has not brought it. */
  sealedKey: sealedKeySchema.nullable(),
  /** What the customer wants run inside its container, and has no result yet. */
  execs: z.array(z.object({ id: execIdSchema, command: execCommandSchema })),
  /** How far the gateway has the logs, to resume after a restart. */
  logOffsets: z.object({ stdout: z.int(), stderr: z.int() }),
});
export type Assignment = z.infer<typeof assignmentSchema>;

export const voucherSchema = z.object({
  customer: addressSchema,
  operator: addressSchema,
  feeBps: feeBpsSchema,
  cumulative: usd6Schema,
  sessionKey: addressSchema,
  signature: hexSchema,
});

const challengeSchema = z.object({ seed: bytes32Schema });

/** What a device measured of itself, and the work from which the gateway makes the rest. */
const measurementSchema = z.object({ measured: selfMeasuredSchema, proof: benchmarkProofSchema });

const at = { id: z.string().min(8).max(64), leaseId: bytes32Schema, epoch: z.int().min(1) };

/** What a device reports. Each has an id: sent again, it has no second effect. */
export const agentEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("accepted"), ...at, offerSignature: hexSchema }),
  z.object({ type: z.literal("refused"), ...at, reason: reasonCodeSchema, facts: reasonFactsSchema }),
  z.object({ type: z.literal("started"), ...at }),
  z.object({
    type: z.literal("log"),
    ...at,
    stream: z.enum(["stdout", "stderr"]),
    /** Bytes before this piece in this stream. */
    offset: z.int().min(0),
    /** Base64. */
    data: z.string().max(400_000),
  }),
  z.object({ type: z.literal("exec"), ...at, exec: execIdSchema, result: execResultSchema }),
  z.object({
    type: z.literal("ended"),
    ...at,
    reason: reasonCodeSchema,
    facts: reasonFactsSchema,
    /** Milliseconds from start to end on the device's monotonic clock. 0 when it never started. */
    ranMs: z.int().min(0),
    outcome: outcomeSchema.nullable(),
    /** The device's word for the outcome and the time (`lib/leases/report.ts`); there is one where there is an outcome. */
    reportSignature: hexSchema.nullable(),
    /** Standard output, base64, at most 1 MiB before encoding. */
    stdout: z.string().max(1_500_000).nullable(),
  }),
]);
export type AgentEvent = z.infer<typeof agentEventSchema>;

const device = route.meta({ caller: "device" });

export const agentContract = {
  requestEnrolment: device
    .route({
      method: "POST",
      path: "/agent/enrolments",
      tags: ["Agent"],
      summary: "A new device introduces itself; the request is signed by the key it brings",
    })
    .input(
      z.object({
        publicKey: publicKeySchema,
        report: deviceReportSchema,
        prices: pricesSchema,
        /** Its operator's, with which it appears on that wallet's page. */
        token: enrolmentTokenSchema.optional(),
      }),
    )
    .output(
      z.object({
        enrolment: enrolmentSchema,
        chainId: z.int(),
        devicesContract: addressSchema,
        signAt: z.string(),
      }),
    ),
  enrolment: device
    .route({
      method: "GET",
      path: "/agent/enrolments/{id}",
      tags: ["Agent"],
      summary: "Whether the operator has signed",
    })
    .input(z.object({ id: z.string().max(40) }))
    .output(enrolmentSchema.extend({ operatorSignature: hexSchema.nullable() })),
  enrolmentChallenge: device
    .route({
      method: "POST",
      path: "/agent/enrolments/{id}/challenge",
      tags: ["Agent"],
      summary: "A seed to measure the device with, before its operator has signed",
    })
    .input(z.object({ id: z.string().max(40) }))
    .output(challengeSchema),
  enrolmentBenchmark: device
    .route({
      method: "POST",
      path: "/agent/enrolments/{id}/benchmark",
      tags: ["Agent"],
      summary: "What the device measured, with the work that proves it",
    })
    .input(measurementSchema.extend({ id: z.string().max(40) }))
    .output(benchmarkSchema),
  confirmEnrolment: device
    .route({
      method: "POST",
      path: "/agent/enrolments/{id}/confirm",
      tags: ["Agent"],
      summary: "The device signs for its operator; from here it is enrolled",
    })
    .input(
      z.object({
        id: z.string().max(40),
        operator: addressSchema,
        payout: addressSchema,
        operatorSignature: hexSchema,
        deviceSignature: hexSchema,
      }),
    )
    .output(enrolmentSchema),
  hello: device
    .route({
      method: "POST",
      path: "/agent/hello",
      tags: ["Agent"],
      summary: "The agent has started: a new boot, and what the machine is now",
    })
    .input(z.object({ report: deviceReportSchema, pause: devicePauseSchema.nullable().default(null) }))
    .output(
      z.object({
        operator: addressSchema,
        payout: addressSchema,
        chainId: z.int(),
        escrow: addressSchema,
        devices: addressSchema,
        leases: addressSchema,
        now: instantSchema,
      }),
    ),
  pause: device
    .route({
      method: "POST",
      path: "/agent/pause",
      tags: ["Agent"],
      summary: "By what its operator set, the device takes nothing new for a while, or does again (null)",
    })
    .input(z.object({ pause: devicePauseSchema.nullable() }))
    .output(z.object({})),
  challenge: device
    .route({
      method: "POST",
      path: "/agent/challenge",
      tags: ["Agent"],
      summary: "A seed to measure the device with; the one before is good for nothing more",
    })
    .output(challengeSchema),
  benchmark: device
    .route({
      method: "POST",
      path: "/agent/benchmark",
      tags: ["Agent"],
      summary: "What the device measured, with the work that proves it; the gateway does a sample again",
    })
    .input(measurementSchema)
    .output(benchmarkSchema),
  commands: device
    .route({
      method: "GET",
      path: "/agent/commands",
      tags: ["Agent"],
      summary: "The leases this device holds; waits up to 25 s for a change after the cursor",
    })
    .input(
      z.object({
        after: z.coerce.number().int().min(0).default(0),
        vouchersAfter: z.coerce.number().int().min(0).default(0),
      }),
    )
    .output(
      z.object({
        cursor: z.int(),
        assignments: z.array(assignmentSchema),
        draining: z.boolean(),
        vouchersCursor: z.int(),
        vouchers: z.array(voucherSchema),
      }),
    ),
  events: device
    .route({
      method: "POST",
      path: "/agent/events",
      tags: ["Agent"],
      summary: "A batch of what happened. The same batch again gets the same answer",
    })
    .input(z.object({ batch: z.string().min(8).max(64), events: z.array(agentEventSchema).max(500) }))
    .output(
      z.object({
        /** One per event, in order: taken, or the reason why not. */
        results: z.array(z.object({ id: z.string(), taken: z.boolean(), code: reasonCodeSchema.nullable() })),
        /** Milliseconds for which each lease the device still holds is renewed. */
        leases: z.array(z.object({ leaseId: bytes32Schema, epoch: z.int(), remainingMs: z.int() })),
        /** How far commands have come: who has not heard of these asks again. Null if that cannot be said now, or by a gateway older than its agents. */
        cursor: z.int().nullable().default(null),
      }),
    ),
  blob: device
    .route({
      method: "GET",
      path: "/agent/blobs/{sha256}",
      tags: ["Agent"],
      summary: "What a lease of this device needs, by hash",
    })
    .input(z.object({ sha256: sha256Schema }))
    .output(z.instanceof(Blob)),
};
