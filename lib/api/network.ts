import { z } from "zod";
import { resourceAmountsSchema } from "@/lib/orders/resources";
import { bytes32Schema } from "@/lib/orders/spec";
import { addressSchema, instantSchema, usd6Schema } from "@/lib/wire";
import { route } from "./base";

const spreadSchema = z.object({
  /** How many live offers there are of it. */
  offers: z.int(),
  /** Micro-dollars an hour; null without an offer. */
  p10: z.int().nullable(),
  median: z.int().nullable(),
  p90: z.int().nullable(),
});

/** What the market asks now, and what was paid. */
export const marketPricesSchema = z.object({
  at: instantSchema,
  /** For one hour of one vCPU, one GiB of memory, one GPU; of devices that take leases now. */
  vcpuHour: spreadSchema,
  gibHour: spreadSchema,
  gpuHour: spreadSchema,
  /** By the day on which leases ended: the middle of their rates an hour, and what they cost together. */
  days: z.array(z.object({ day: z.iso.date(), leases: z.int(), medianRate: z.int(), cost: usd6Schema })),
});

export const cellSchema = z.object({
  /** H3 cell, resolution 5: a device is never shown more exactly. */
  cell: z.string(),
  country: z.string(),
  devices: z.int(),
  online: z.int(),
  /** Of the devices that are online. */
  offered: resourceAmountsSchema,
  free: resourceAmountsSchema,
  leases: z.int(),
});

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
  prices: get(
    "/network/prices",
    "What live offers ask for each resource, and what leases were paid by day",
  ).output(marketPricesSchema),
  cells: get("/network/cells", "Devices by place: how many, what they offer, what of it is free").output(
    z.array(cellSchema),
  ),
  bond: get("/bonds/{operator}", "What a wallet staked: locked, thawing, slashed")
    .input(z.object({ operator: addressSchema }))
    .output(bondSchema),
  search: get("/network/search", "Devices, leases, wallets, transactions and proposals by what names them")
    .input(z.object({ q: z.string().trim().min(1).max(100) }))
    .output(z.array(z.object({ kind: z.enum(searchKinds), id: z.string(), title: z.string() }))),
};
