import { z } from "zod";
import type { ReasonFacts } from "@/lib/reasons";
import { hoursText, isWithinHours, operatingHoursSchema } from "./operating-hours";

/** When the operator lets the market use the device. Null: always. */
export const operatingLimitsSchema = z.object({
  hours: operatingHoursSchema.nullable(),
  temperatureMaxC: z.int().min(20).max(120).nullable(),
});
export type OperatingLimits = z.infer<typeof operatingLimitsSchema>;

/** Why the device takes nothing new by itself, while what runs goes on. */
export const pauseReasons = [
  "OUTSIDE_HOURS",
  "DEVICE_HOT",
  "DEVICE_MEASURING",
  "DEVICE_SLOWED",
  "NODE_DRAINING",
] as const;
export const devicePauseSchema = z.object({
  reason: z.enum(pauseReasons),
  facts: z.record(z.string().max(40), z.union([z.string().max(300), z.number()])),
});
export type DevicePause = z.infer<typeof devicePauseSchema> & { facts: ReasonFacts };

/** A device that was too hot cools by this much before it takes leases again, so that it does not go in and out with each. */
const coolsByC = 10;

/**
 * Whether the operator's limits keep the device from taking leases: at an instant in milliseconds since
 * 1970, at a temperature in degrees Celsius (null where nothing can be read, which pauses nothing), and
 * given whether it was paused before.
 */
export function pauseOf(
  { hours, temperatureMaxC }: OperatingLimits,
  { at, temperatureC }: { at: number; temperatureC: number | null },
  before: DevicePause | null,
): DevicePause | null {
  if (hours && !isWithinHours(hours, at))
    return { reason: "OUTSIDE_HOURS", facts: { hours: hoursText(hours) } };
  if (temperatureMaxC === null || temperatureC === null) return null;
  const resumesAtC = temperatureMaxC - coolsByC;
  const isHot = before?.reason === "DEVICE_HOT" ? temperatureC > resumesAtC : temperatureC > temperatureMaxC;
  return isHot ? { reason: "DEVICE_HOT", facts: { limitC: temperatureMaxC, resumesAtC } } : null;
}
