import { z } from "zod";
import { bytes32Schema } from "@/lib/orders/spec";
import type { Weights } from "@/lib/matching/weights";
import { reasonCodes, type ReasonFacts } from "@/lib/reasons";

export const reasonCodeSchema = z.enum(reasonCodes);
export const reasonFactsSchema: z.ZodType<ReasonFacts> = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);
export const exclusionSchema = z.object({ code: reasonCodeSchema, facts: reasonFactsSchema });

/** Terms that older decisions did not know were worth nothing in them. */
const laterTerm = z.int().default(0);

const points = z.int().min(0);

/** The weights that a decision was made with. */
export const weightsSchema = z.object({
  price: points,
  roundTrip: points,
  unreliability: points,
  carbon: points,
  fetching: points,
  established: points,
  crowding: points,
}) satisfies z.ZodType<Weights>;

export const rankedSchema = z.object({
  device: bytes32Schema,
  ratePerHour: z.int(),
  rttMicros: z.int().optional(),
  isRttMeasured: z.boolean().optional(),
  terms: z.object({
    price: z.int(),
    roundTrip: z.int(),
    unreliability: z.int(),
    carbon: laterTerm,
    fetching: laterTerm,
    established: laterTerm,
    crowding: laterTerm,
  }),
  score: z.int(),
});

export const constraintCountSchema = z.object({
  code: reasonCodeSchema,
  resource: z.string().optional(),
  excludes: z.int(),
  alone: z.int(),
  aloneFromRate: z.int().optional(),
  aloneNearest: z.int().optional(),
});

/** A decision as it is stored with its order and shown: see `Decision` in `match.ts`. */
export const decisionSchema = z.object({
  ranked: z.array(rankedSchema),
  considered: z.int(),
  isCounted: z.boolean().default(true),
  feasible: z.int(),
  constraints: z.array(constraintCountSchema),
  excluded: z.array(z.object({ device: bytes32Schema, exclusions: z.array(exclusionSchema) })),
  weights: weightsSchema.optional(),
});
