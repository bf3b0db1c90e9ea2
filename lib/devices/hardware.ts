import { z } from "zod";
import { runnables } from "@/lib/matching/match-request";
import { isolationGradeSchema } from "@/lib/orders/spec";
import { resourcesSchema } from "@/lib/orders/resources";
import { sealKeySchema } from "@/lib/orders/seal-key";
import { countrySchema, placeSchema } from "@/lib/place/place";
import { operatingLimitsSchema } from "./device-pause";

/** What the agent found when it looked at its machine. Read off, not yet measured by anyone else. */
export const hardwareSchema = z.object({
  cpuModel: z.string().max(120),
  cpuCores: z.int().min(1).max(4096),
  memoryMib: z.int().min(1),
  diskFreeMib: z.int().min(0),
  gpus: z.array(z.object({ model: z.string().max(60), memoryMib: z.int().min(0) })).max(16),
  os: z.string().max(120),
  arch: z.string().max(20),
});
export type Hardware = z.infer<typeof hardwareSchema>;

/** One way in which the device runs workloads, and how well it isolates them. */
export const driverReportSchema = z.object({
  runs: z.enum(runnables),
  grade: isolationGradeSchema,
  warnings: z.array(z.string().max(300)).max(20),
});
export type DriverReport = z.infer<typeof driverReportSchema>;

/** All that a device says of itself when it enrols and when it starts: what it is, where, what it offers and asks. */
export const deviceReportSchema = z.object({
  name: z.string().min(1).max(60),
  agentVersion: z.string().max(40),
  hardware: hardwareSchema,
  drivers: z.array(driverReportSchema).max(10),
  /** What the operator lets the market use of it. */
  offered: resourcesSchema,
  country: countrySchema,
  /** Claimed by the operator; the centre of an H3 cell, never exact. */
  place: placeSchema,
  /** Whether the operator said where it stands, or its time zone did. An agent that knows no difference says nothing. */
  isPlaceDeclared: z.boolean().optional(),
  accessRttMicros: z.int().min(0).max(60_000_000),
  /** When the operator lets the market use it. An agent that knows of no limits says nothing. */
  limits: operatingLimitsSchema.optional(),
  /** The key that customers seal to. An agent that knows no seals has none. */
  sealKey: sealKeySchema.optional(),
});
export type DeviceReport = z.infer<typeof deviceReportSchema>;

/**
 * The least isolation among a device's drivers: what every order can count on, whichever of them runs it. A
 * device that offers nothing has none.
 */
export function gradeOfAll(drivers: readonly DriverReport[]): DriverReport["grade"] {
  const grades = drivers.map(({ grade }) => grade);
  return grades.length === 0 ? 0 : grades.reduce((least, grade) => (grade < least ? grade : least));
}
