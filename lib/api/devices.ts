import { z } from "zod";
import { deviceStates, presences } from "@/lib/devices/device";
import { benchmarkSchema } from "@/lib/devices/benchmark";
import { devicePauseSchema, operatingLimitsSchema } from "@/lib/devices/device-pause";
import { deviceReportSchema, driverReportSchema, hardwareSchema } from "@/lib/devices/hardware";
import { rankedSchema, reasonCodeSchema, reasonFactsSchema } from "@/lib/matching/decision-schema";
import { bytes32Schema, isolationGradeSchema } from "@/lib/orders/spec";
import { resourceAmountsSchema, resourcesSchema } from "@/lib/orders/resources";
import { countrySchema, placeSchema } from "@/lib/place/place";
import { pricesSchema } from "@/lib/pricing/rate";
import { addressSchema, hexSchema, instantSchema, pageOf, pageQuery, usd6Schema } from "@/lib/wire";
import { route } from "./base";
import { stateChangeSchema } from "./timeline";

/** A device as anyone may see it. */
export const deviceSummarySchema = z.object({
  id: bytes32Schema,
  name: z.string(),
  operator: addressSchema,
  state: z.enum(deviceStates),
  presence: z.enum(presences),
  country: countrySchema,
  place: placeSchema,
  /** H3 cell, resolution 5. */
  cell: z.string(),
  grade: isolationGradeSchema,
  tier: z.int(),
  reliabilityBps: z.int(),
  drivers: z.array(driverReportSchema),
  offered: resourcesSchema,
  free: resourceAmountsSchema,
  prices: pricesSchema,
  gpuModel: z.string().nullable(),
  gpuMemoryMib: z.int(),
  lastSeenAt: instantSchema.nullable(),
});
export type DeviceSummary = z.infer<typeof deviceSummarySchema>;

export const deviceSchema = deviceSummarySchema.extend({
  payout: addressSchema,
  /** Switched off by its operator. */
  draining: z.boolean(),
  hardware: hardwareSchema,
  /** What was measured of it, apart from what its agent says; null while nothing was. */
  measured: benchmarkSchema.nullable(),
  /** When its operator lets the market use it; null before its agent told. */
  limits: operatingLimitsSchema.nullable(),
  /** Why its agent takes nothing new by itself; null while it does. */
  pause: devicePauseSchema.nullable(),
  agentVersion: z.string(),
  enrolledAt: instantSchema,
  /** The transaction in which the contract learnt of it; null until it is indexed. */
  registeredIn: bytes32Schema.nullable(),
  leases: z.object({ running: z.int(), ended: z.int() }),
  timeline: z.array(stateChangeSchema),
});

/** By what a list of devices can be sorted; `price` is that of one vCPU and one GiB. */
export const deviceSorts = ["id", "name", "price", "seen"] as const;

/** How many devices one change can be about. */
export const changedDevicesMax = 500;

const amountsOfMany = z.object({ cpuMillis: z.number(), memoryMib: z.number() });

/** An operator's devices together; what they offer and have free is of those online. */
export const deviceTotalsSchema = z.object({
  devices: z.int(),
  online: z.int(),
  draining: z.int(),
  offline: z.int(),
  running: z.int(),
  offered: amountsOfMany,
  free: amountsOfMany,
});

const standingSchema = z.object({
  /** Other devices that offer it now, and how many of them ask less, and the same. */
  offers: z.int(),
  cheaper: z.int(),
  same: z.int(),
});

/** What became of the orders of the last day, seen from a device: see `lib/devices/lost-orders.ts`. */
export const lostOrdersSchema = z.object({
  orders: z.int(),
  won: z.int(),
  outranked: z.int(),
  excluded: z.int(),
  unlisted: z.int(),
  lost: z.array(
    z.object({
      at: instantSchema,
      bestRate: z.int(),
      rate: z.int(),
      behindIn: rankedSchema.shape.terms.keyof(),
    }),
  ),
  reasons: z.array(z.object({ code: reasonCodeSchema, orders: z.int(), facts: reasonFactsSchema })),
});

/** One UTC day of a device: leases that ended on it, and how many of them by its own fault. */
export const deviceDaySchema = z.object({ day: z.iso.date(), leases: z.int(), faults: z.int() });

/** A device that waits for its operator's signature. */
export const enrolmentSchema = z.object({
  id: z.string(),
  state: z.enum(["waiting-for-operator", "waiting-for-device", "done", "expired"]),
  device: bytes32Schema,
  report: deviceReportSchema,
  /** What both sides sign (EIP-712 `Enrolment`). */
  nonce: usd6Schema,
  validUntil: z.int(),
  /** Whose token it came with: only that wallet can become its operator. Null when it came without one. */
  invitedBy: addressSchema.nullable(),
  operator: addressSchema.nullable(),
  payout: addressSchema.nullable(),
});

/** The same with what was measured of it, apart from what it says; null while nothing was. */
export const measuredEnrolmentSchema = enrolmentSchema.extend({ measured: benchmarkSchema.nullable() });

/** How many devices one token can be good for: a rig, not a fleet that nobody counts. */
export const tokenDevicesMax = 500;

const tokenIdSchema = z.string().regex(/^[0-9a-f]{64}$/, "64 hex digits");

export const enrolmentTokenSchema = z.string().min(16).max(64);

/** What a wallet has under way: its open tokens, the devices that came with any, and where its earnings go. */
export const joiningSchema = z.object({
  /** Where the operator's earnings go already; null before its first device. Every device names the same. */
  payout: addressSchema.nullable(),
  tokens: z.array(
    z.object({
      /** Hash of the token: names it to its operator, and lets nobody in. */
      id: tokenIdSchema,
      devices: z.int(),
      used: z.int(),
      createdAt: instantSchema,
      expiresAt: instantSchema,
    }),
  ),
  /** Of the last day, the newest first. */
  enrolments: z.array(measuredEnrolmentSchema),
});

const deviceFilter = {
  operator: addressSchema.optional(),
  state: z.enum(deviceStates).optional(),
  presence: z.enum(presences).optional(),
  /** A part of its name, its id, or its processor's or GPU's name. */
  search: z.string().trim().max(100).optional(),
};

const wallet = route.meta({ caller: "wallet" });

export const devicesContract = {
  list: route
    .route({
      method: "GET",
      path: "/devices",
      tags: ["Devices"],
      summary: "Every device, or one operator's, found and sorted; without those that were taken out",
    })
    .input(
      z.object({
        ...pageQuery,
        cursor: bytes32Schema.optional(),
        ...deviceFilter,
        sort: z.enum(deviceSorts).default("id"),
        order: z.enum(["ascending", "descending"]).default("ascending"),
      }),
    )
    .output(pageOf(deviceSummarySchema)),
  totals: route
    .route({
      method: "GET",
      path: "/devices/totals",
      tags: ["Devices"],
      summary: "How many devices there are, online and not, and what they offer",
    })
    .input(z.object(deviceFilter))
    .output(deviceTotalsSchema),
  get: route
    .route({
      method: "GET",
      path: "/devices/{id}",
      tags: ["Devices"],
      summary: "One device with its timeline",
    })
    .input(z.object({ id: bytes32Schema }))
    .output(deviceSchema),
  days: route
    .route({
      method: "GET",
      path: "/devices/{id}/days",
      tags: ["Devices"],
      summary: "How leases ended on a device, day by day, the last thirty",
    })
    .input(z.object({ id: bytes32Schema }))
    .output(z.array(deviceDaySchema)),
  change: wallet
    .route({
      method: "PATCH",
      path: "/devices/{id}",
      tags: ["Devices"],
      summary: "Set prices, name or draining of a device of yours",
    })
    .input(
      z.object({
        id: bytes32Schema,
        prices: pricesSchema.optional(),
        name: z.string().trim().min(1).max(60).optional(),
        draining: z.boolean().optional(),
      }),
    )
    .output(deviceSchema),
  changeMany: wallet
    .route({
      method: "PATCH",
      path: "/devices",
      tags: ["Devices"],
      summary: "Set prices or draining of many devices of yours, of all of them or of none",
    })
    .input(
      z.object({
        ids: z.array(bytes32Schema).min(1).max(changedDevicesMax),
        prices: pricesSchema.partial().optional(),
        draining: z.boolean().optional(),
      }),
    )
    .output(z.object({ changed: z.int() })),
  standing: route
    .route({
      method: "GET",
      path: "/devices/{id}/standing",
      tags: ["Devices"],
      summary: "Where prices would stand among what other devices ask now",
    })
    .input(
      z.object({
        id: bytes32Schema,
        vcpuHour: z.coerce.number().pipe(pricesSchema.shape.vcpuHour),
        gibHour: z.coerce.number().pipe(pricesSchema.shape.gibHour),
        gpuHour: z.coerce.number().pipe(pricesSchema.shape.gpuHour),
      }),
    )
    .output(z.object({ vcpuHour: standingSchema, gibHour: standingSchema, gpuHour: standingSchema })),
  lost: wallet
    .route({
      method: "GET",
      path: "/devices/{id}/lost",
      tags: ["Devices"],
      summary: "Why a device of yours did not get the orders of the last day",
    })
    .input(z.object({ id: bytes32Schema }))
    .output(lostOrdersSchema),
  enrolment: route
    .route({
      method: "GET",
      path: "/enrolments/{id}",
      tags: ["Devices"],
      summary: "A device that wants to enrol: what it is and what to sign",
    })
    .input(z.object({ id: z.string().max(40) }))
    .output(measuredEnrolmentSchema),
  joining: wallet
    .route({
      method: "GET",
      path: "/enrolments",
      tags: ["Devices"],
      summary: "Your open enrolment tokens, and the devices that came with them in the last day",
    })
    .output(joiningSchema),
  makeToken: wallet
    .route({
      method: "POST",
      path: "/enrolment-tokens",
      tags: ["Devices"],
      summary: "A token with which so many machines introduce themselves as devices of yours",
    })
    .input(z.object({ devices: z.int().min(1).max(tokenDevicesMax).default(1) }))
    .output(
      z.object({
        id: tokenIdSchema,
        token: enrolmentTokenSchema,
        devices: z.int(),
        expiresAt: instantSchema,
      }),
    ),
  revokeToken: wallet
    .route({
      method: "DELETE",
      path: "/enrolment-tokens/{id}",
      tags: ["Devices"],
      summary: "Take a token of yours back: no further machine can come with it",
    })
    .input(z.object({ id: tokenIdSchema }))
    .output(z.object({ used: z.int(), devices: z.int() })),
  sponsor: wallet
    .route({
      method: "POST",
      path: "/enrolments/{id}/operator",
      tags: ["Devices"],
      summary: "Sign for a device as its operator",
    })
    .input(z.object({ id: z.string().max(40), payout: addressSchema, signature: hexSchema }))
    .output(enrolmentSchema),
  sponsorMany: wallet
    .route({
      method: "POST",
      path: "/enrolments/operator",
      tags: ["Devices"],
      summary:
        "Sign for many devices at once as their operator (EIP-712 Enrolments), for all or none of them",
    })
    .input(
      z.object({
        /** In the order in which they stand in what was signed. */
        ids: z.array(z.string().max(40)).min(1).max(tokenDevicesMax),
        payout: addressSchema,
        signature: hexSchema,
      }),
    )
    .output(z.object({ sponsored: z.int() })),
};
