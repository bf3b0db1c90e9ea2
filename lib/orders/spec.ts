import { keccak256, toBytes, type Hex } from "viem";
import { z } from "zod";
import { deviceAttributeSchema } from "@/lib/devices/attributes";
import { countrySchema, placeSchema } from "@/lib/place/place";
import { canonicalJson } from "./canonical-json";
import { resourcesSchema } from "./resources";

/** The largest spec a gateway reads. What is larger (module, script, input) is uploaded and named by its hash. */
export const specMaxBytes = 65_536;

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in 64 small hex digits");
export const bytes32Schema = z.custom<Hex>(
  (value) => typeof value === "string" && /^0x[0-9a-f]{64}$/.test(value),
  "32 bytes in hex",
);

export const workloadKinds = ["wasm", "script", "container"] as const;
export type WorkloadKind = (typeof workloadKinds)[number];

/** An image that cannot change under its name. */
export const imageSchema = z
  .string()
  .regex(/^\S{1,400}@sha256:[0-9a-f]{64}$/, "an image by digest: name@sha256:…");

export const workloadSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("wasm"), module: sha256Schema }),
  z.object({ kind: z.literal("script"), language: z.enum(["javascript", "python"]), source: sha256Schema }),
  z.object({ kind: z.literal("container"), image: imageSchema }),
]);
export type Workload = z.infer<typeof workloadSchema>;

/** How devices isolate a workload: 0 browser tab, 1 own process, 2 own namespace or hardened container, 3 own kernel. */
export const isolationGrades = [0, 1, 2, 3] as const;
export type IsolationGrade = (typeof isolationGrades)[number];
export const isolationGradeSchema = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]);

/** What a device must meet to be chosen. Left out means: anything goes. */
export const constraintsSchema = z.object({
  countriesAllowed: z.array(countrySchema).min(1).max(250).optional(),
  countriesDenied: z.array(countrySchema).min(1).max(250).optional(),
  minGrade: isolationGradeSchema.optional(),
  minTier: z.int().min(0).max(10).optional(),
  minReliabilityBps: z.int().min(0).max(10_000).optional(),
  maxRttMs: z.int().min(1).max(60_000).optional(),
  gpuModels: z.array(z.string().min(1).max(60)).min(1).max(50).optional(),
  minGpuMemoryMib: z.int().min(1).max(1_048_576).optional(),
  pinnedDevices: z.array(bytes32Schema).min(1).max(100).optional(),
  excludedDevices: z.array(bytes32Schema).min(1).max(100).optional(),
  attributes: z.array(deviceAttributeSchema).min(1).max(24).optional(),
});
export type Constraints = z.infer<typeof constraintsSchema>;

/** What to prefer among the devices that meet the limits. The weights behind each are public and voted on. */
export const objectives = ["cheapest", "nearest", "balanced", "most-reliable", "greenest"] as const;
export type Objective = (typeof objectives)[number];

/**
 * What no two devices of a fleet may have in common, besides being one device: the country, the declared area
 * (`areaResolution`), the block of addresses that they call from, the operator.
 */
export const spreads = ["anywhere", "country", "area", "network", "operator"] as const;
export type Spread = (typeof spreads)[number];

export const fleetDevicesMax = 50;

/** Several devices for one wish, all of them or none: each gets an order of its own, and all orders have this spec. */
export const fleetSchema = z.object({
  /** Drawn by the customer: names the fleet, so that each signature is for this one. */
  id: bytes32Schema,
  devices: z.int().min(2).max(fleetDevicesMax),
  spread: z.enum(spreads),
  /** Micro-dollars an hour that all its devices may cost together at any time; what each may cost is the order's own limit. */
  maxRatePerHour: z.int().min(1).optional(),
});

/** The customer's wish, all of it but the money. Signed by hash; stays off chain. */
export const specSchema = z
  .object({
    version: z.literal(1),
    workload: workloadSchema,
    args: z.array(z.string().max(4096)).max(100).default([]),
    input: sha256Schema.optional(),
    resources: resourcesSchema,
    constraints: constraintsSchema.default({}),
    objective: z.enum(objectives).default("balanced"),
    near: placeSchema.optional(),
    whenNothingMatches: z.enum(["refuse", "wait"]).default("refuse"),
    /** `elsewhere` (if left out): a device that fails is replaced by the next, and the workload begins anew. `end`: once it has begun it never begins again. */
    whenDeviceFails: z.enum(["elsewhere", "end"]).optional(),
    /**
     * What runs is sealed (`lib/orders/seal.ts`): this is the hash of the ciphertext, that of the workload is
     * of what is in it, and arguments and input are in it too.
     */
    sealed: sha256Schema.optional(),
    fleet: fleetSchema.optional(),
  })
  .refine((spec) => spec.constraints.maxRttMs === undefined || spec.near !== undefined, {
    path: ["near"],
    error: "a round-trip limit needs the place that it is measured from",
  })
  .refine((spec) => !spec.sealed || (spec.args.length === 0 && spec.input === undefined), {
    path: ["sealed"],
    error: "arguments and input are inside of what is sealed",
  })
  .refine((spec) => !spec.sealed || spec.workload.kind !== "container", {
    path: ["sealed"],
    error: "a container cannot be sealed: its image is public",
  });
export type Spec = z.infer<typeof specSchema>;

/** What an order signs for: the hash of the spec's one canonical text. */
export function specHash(spec: Spec): Hex {
  return keccak256(toBytes(canonicalJson(spec)));
}

/** Every upload that the spec names, by SHA-256. */
export function specBlobs(spec: Spec): string[] {
  const { workload, input, sealed } = spec;
  if (sealed) return [sealed];
  const main =
    workload.kind === "wasm" ? [workload.module] : workload.kind === "script" ? [workload.source] : [];
  return input ? [...main, input] : main;
}
