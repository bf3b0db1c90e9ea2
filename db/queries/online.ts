import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { devices } from "@/db/schema/devices";
import { presenceMs } from "@/lib/devices/device";

/** Devices that take leases at an instant: the same rule as `presenceOf`, in SQL. */
export const online = (at: Date) =>
  and(
    eq(devices.state, "enrolled"),
    eq(devices.draining, false),
    isNull(devices.pause),
    isNull(devices.silentSince),
    gt(devices.lastSeenAt, new Date(at.getTime() - presenceMs - 1)),
  );

/** How much of a resource a device offers. */
export const offeredPart = (resource: "cpuMillis" | "memoryMib" | "diskMib" | "gpus") =>
  sql`(${devices.offered}->>${sql.raw(`'${resource}'`)})::int`;
