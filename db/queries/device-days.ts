import { and, count, eq, gte, inArray, sql } from "drizzle-orm";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { leases } from "@/db/schema/leases";
import { reasons, type ReasonCode } from "@/lib/reasons";

/** Reasons for which a device's reliability goes down. */
const faults = (Object.keys(reasons) as ReasonCode[]).filter((code) => reasons[code].hurtsDevice);

/** By UTC day since an instant: how many leases ended on a device, and how many of them by its own fault. Days without a lease are left out. */
export async function readDeviceDays(db: Executor, device: Hex, since: Date) {
  const day = sql<string>`to_char(${leases.endedAt} at time zone 'UTC', 'YYYY-MM-DD')`;
  return db
    .select({
      day,
      leases: count(),
      faults: sql<number>`(count(*) filter (where ${inArray(leases.reason, faults)}))::int`,
    })
    .from(leases)
    .where(and(eq(leases.device, device), gte(leases.endedAt, since)))
    .groupBy(day);
}
