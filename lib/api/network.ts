import { z } from "zod";
import { leaseStates } from "@/lib/leases/lease";
import { reasonCodeSchema } from "@/lib/matching/decision-schema";
import { resourceAmountsSchema } from "@/lib/orders/resources";
import { bytes32Schema } from "@/lib/orders/spec";
import { countrySchema, publishedResolution } from "@/lib/place/place";
import { referenceKinds } from "@/lib/pricing/reference-kinds";
import { addressSchema, instantSchema, usd6Schema } from "@/lib/wire";
import { route } from "./base";
import { paymentSchema } from "./earnings";

/** Micro-dollars an hour; null without an offer. */
const rateSchema = z.int().nullable();

const spreadSchema = z.object({
  /** How many live offers there are of it. */
  offers: z.int(),
  p10: rateSchema,
  median: rateSchema,
  p90: rateSchema,
});

/** What the market asks now, and what was paid. */
export const marketPricesSchema = z.object({
  at: instantSchema,
  /** For one hour of one vCPU, one GiB of memory, one GPU; of devices that take leases now. */
  vcpuHour: spreadSchema,
  gibHour: spreadSchema,
  gpuHour: spreadSchema,
  /** By the UTC day on which leases ended: how many, and what they cost together. */
  days: z.array(z.object({ day: z.iso.date(), leases: z.int(), cost: usd6Schema })),
});

/** The market in a few figures, all of one instant. */
export const figuresSchema = z.object({
  at: instantSchema,
  devices: z.object({ enrolled: z.int(), online: z.int(), countries: z.int() }),
  /** Of the devices that are online. */
  offered: resourceAmountsSchema,
  free: resourceAmountsSchema,
  /** The devices online that ask least for one vCPU and one GiB, the cheapest first. */
  cheapest: z.array(z.object({ id: bytes32Schema, name: z.string(), country: countrySchema, rate: z.int() })),
  /** In force now; ended in the last 24 hours, and what those cost together. */
  leases: z.object({ inForce: z.int(), endedInDay: z.int(), costInDay: usd6Schema }),
});

export const cellSchema = z.object({
  /** H3 cell; at resolution 5 a device is shown as exactly as it ever is. */
  cell: z.string(),
  /** Its corners in degrees, latitude and longitude. */
  boundary: z.array(z.tuple([z.number(), z.number()])),
  country: z.string(),
  devices: z.int(),
  online: z.int(),
  /** Of the devices that are online. */
  offered: resourceAmountsSchema,
  free: resourceAmountsSchema,
  /** What the cheapest one asks for an hour of one vCPU and one GiB. */
  cheapest: rateSchema,
  leases: z.int(),
});
export type Cell = z.infer<typeof cellSchema>;

const degreesE6 = (most: number) => z.coerce.number().int().min(-most).max(most);

const cellQuerySchema = z.object({
  resolution: z.coerce.number().int().min(0).max(publishedResolution).default(publishedResolution),
  /**
   * Bounds in micro-degrees; each alone, none is the whole world. A west larger than the east goes across 180°.
   * Cells at the edge count only what is within.
   */
  westE6: degreesE6(180_000_000).default(-180_000_000),
  eastE6: degreesE6(180_000_000).default(180_000_000),
  southE6: degreesE6(90_000_000).default(-90_000_000),
  northE6: degreesE6(90_000_000).default(90_000_000),
  limit: z.coerce.number().int().min(1).max(5000).default(5000),
});

/** How far back the market's history is told, and how finely: every ten minutes, or once a day. */
export const historyRanges = ["day", "quarter"] as const;

export const historySchema = z.object({
  points: z.array(
    z.object({
      at: instantSchema,
      devicesOnline: z.int(),
      leasesInForce: z.int(),
      cpuMillis: z.object({ offered: z.int(), free: z.int() }),
      memoryMib: z.object({ offered: z.int(), free: z.int() }),
      vcpuHour: spreadSchema.omit({ offers: true }),
      gibHour: spreadSchema.omit({ offers: true }),
    }),
  ),
});

/** A machine that others name a price for: what live offers ask for it here, and what they ask. */
export const comparisonSchema = z.object({
  shape: z.string(),
  name: z.string(),
  /** Live offers that have all of it in one piece. */
  offers: z.int(),
  p10: rateSchema,
  median: rateSchema,
  /** Without such an offer: what its parts cost at the middle prices of live offers. Null where a part is offered by nobody. */
  fromParts: rateSchema,
  others: z.array(
    z.object({
      who: z.string(),
      kind: z.enum(referenceKinds),
      what: z.string(),
      perHour: z.int(),
      perHourMax: z.int().nullable(),
      region: z.string(),
      asOf: z.string(),
      source: z.string(),
      /** How much less our middle price is, in basis points of theirs, rounded down; null without one of ours. */
      savingBps: z.int().nullable(),
    }),
  ),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** A lease as anyone may see it: where it ran and at which price, not what ran nor for whom. */
export const publicLeaseSchema = z.object({
  id: bytes32Schema,
  device: z.object({ id: bytes32Schema, name: z.string(), country: countrySchema }),
  state: z.enum(leaseStates),
  reason: reasonCodeSchema,
  ratePerHour: usd6Schema,
  /** Null until it has ended. */
  cost: usd6Schema.nullable(),
  offeredAt: instantSchema,
});
export type PublicLease = z.infer<typeof publicLeaseSchema>;

/** A payment with the operator who got it, or whose cover a credit came from. */
export const publicPaymentSchema = paymentSchema.extend({ operator: addressSchema });
export type PublicPayment = z.infer<typeof publicPaymentSchema>;

/** How many of the newest a list shows at most: what is older is found by search. */
export const newestMax = 100;
const newestQuerySchema = z.object({ limit: z.coerce.number().int().min(1).max(newestMax).default(10) });

export const searchKinds = ["device", "lease", "wallet", "transaction", "proposal"] as const;

/** A bond: what an operator or a verifier staked so that a lie costs it. AMB wei. */
export const bondSchema = z.object({
  operator: addressSchema,
  tokens: usd6Schema,
  /** Answers for devices and seats. */
  locked: usd6Schema,
  thawing: usd6Schema,
  /** Of the thawing part, what can be withdrawn now. */
  withdrawable: usd6Schema,
  free: usd6Schema,
  /** What still thaws or has thawed, the oldest first. */
  thaws: z.array(z.object({ amount: usd6Schema, readyAt: instantSchema })),
  slashed: usd6Schema,
  /** What slashes owe to this wallet. */
  owed: usd6Schema,
  movements: z.array(
    z.object({ kind: z.string(), amount: usd6Schema, at: instantSchema, transaction: bytes32Schema }),
  ),
});

const get = (path: `/${string}`, summary: string) =>
  route.route({ method: "GET", path, tags: ["Network"], summary });

export const networkContract = {
  figures: get("/network/figures", "The market in a few figures: devices, capacity, leases, cheapest").output(
    figuresSchema,
  ),
  prices: get(
    "/network/prices",
    "What live offers ask for each resource, and what leases were paid by day",
  ).output(marketPricesSchema),
  comparison: get(
    "/network/comparison",
    "Live offers beside dated prices of others, machine by machine",
  ).output(z.array(comparisonSchema)),
  history: get("/network/history", "Prices, capacity and use as they were")
    .input(z.object({ range: z.enum(historyRanges).default("day") }))
    .output(historySchema),
  cells: get("/network/cells", "Devices by H3 cell: how many, what they offer, what of it is free")
    .input(cellQuerySchema)
    .output(z.array(cellSchema)),
  leases: get("/network/leases", "The leases that were offered last: device, state and price")
    .input(newestQuerySchema)
    .output(z.array(publicLeaseSchema)),
  payments: get("/network/payments", "What the contract paid and credited last, each with its transaction")
    .input(newestQuerySchema)
    .output(z.array(publicPaymentSchema)),
  bond: get("/bonds/{operator}", "What a wallet staked: locked, thawing, slashed")
    .input(z.object({ operator: addressSchema }))
    .output(bondSchema),
  search: get("/network/search", "Devices, leases, wallets, transactions and proposals by what names them")
    .input(z.object({ q: z.string().trim().min(1).max(100) }))
    .output(z.array(z.object({ kind: z.enum(searchKinds), id: z.string(), title: z.string() }))),
};
