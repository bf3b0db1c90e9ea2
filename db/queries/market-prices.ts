import { and, count, eq, gt, sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Executor } from "@/db/client";
import { deviceCapacity, devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import type { MachineShape } from "@/lib/pricing/machine-shape";
import { offeredPart, online } from "./online";

/** P10, median and P90 of what live offers ask, each a price that some device really asks. */
export async function readPriceSpreads(db: Executor, at: Date) {
  const spread = (price: PgColumn, offering: SQL) => sql<[number, ...(number | null)[]]>`json_build_array(
    count(*) filter (where ${offering} > 0),
    percentile_disc(0.1) within group (order by ${price}) filter (where ${offering} > 0),
    percentile_disc(0.5) within group (order by ${price}) filter (where ${offering} > 0),
    percentile_disc(0.9) within group (order by ${price}) filter (where ${offering} > 0))`;
  const [row] = await db
    .select({
      vcpuHour: spread(devices.vcpuHour, offeredPart("cpuMillis")),
      gibHour: spread(devices.gibHour, offeredPart("memoryMib")),
      gpuHour: spread(devices.gpuHour, offeredPart("gpus")),
    })
    .from(devices)
    .where(online(at));
  return row!;
}

/** Marketing counts a GPU's memory in full, its driver a little less: this share of it is enough. */
const gpuMemoryShare = 0.9;

/** How many live offers have all of a machine in one piece, and the lowest tenth and the middle of what they ask for it. */
export async function readShapePrice(db: Executor, at: Date, { resources, gpu }: MachineShape) {
  // The same roundings as `ratePerHourDown`: each part for itself, down.
  const rate = sql`(${devices.vcpuHour}::bigint * ${resources.cpuMillis}::int / 1000
    + ${devices.gibHour}::bigint * ${resources.memoryMib}::int / 1024
    + ${devices.gpuHour}::bigint * ${resources.gpus}::int)`;
  const hasGpu =
    gpu &&
    sql`${devices.hardware}->'gpus'->0->>'model' ilike ${`%${gpu.model}%`}
      and (${devices.hardware}->'gpus'->0->>'memoryMib')::int >= ${Math.floor(gpu.memoryGib * 1024 * gpuMemoryShare)}`;
  const [row] = await db
    .select({
      offers: count(),
      p10: sql<number | null>`(percentile_disc(0.1) within group (order by ${rate}))::float8`,
      median: sql<number | null>`(percentile_disc(0.5) within group (order by ${rate}))::float8`,
    })
    .from(devices)
    .where(
      and(
        online(at),
        sql`${offeredPart("cpuMillis")} >= ${resources.cpuMillis}`,
        sql`${offeredPart("memoryMib")} >= ${resources.memoryMib}`,
        sql`${offeredPart("gpus")} >= ${resources.gpus}`,
        hasGpu,
      ),
    );
  return row!;
}

/** What devices that take leases offer together and have free, and how many there are. */
export async function readCapacity(db: Executor, at: Date) {
  const sum = (value: SQL | PgColumn) => sql<number>`coalesce(sum(${value}), 0)::float8`;
  const [row] = await db
    .select({
      online: count(),
      countries: sql<number>`count(distinct ${devices.country})::int`,
      offered: {
        cpuMillis: sum(offeredPart("cpuMillis")),
        memoryMib: sum(offeredPart("memoryMib")),
        diskMib: sum(offeredPart("diskMib")),
        gpus: sum(offeredPart("gpus")),
      },
      free: {
        cpuMillis: sum(deviceCapacity.cpuMillisFree),
        memoryMib: sum(deviceCapacity.memoryMibFree),
        diskMib: sum(deviceCapacity.diskMibFree),
        gpus: sum(deviceCapacity.gpusFree),
      },
    })
    .from(devices)
    .innerJoin(deviceCapacity, eq(deviceCapacity.device, devices.id))
    .where(online(at));
  return row!;
}

/** The devices that ask least for the small machine, the cheapest first. Its rate is one vCPU-hour and one GiB-hour. */
export function readCheapest(db: Executor, at: Date, limit: number) {
  const rate = sql<number>`${devices.vcpuHour} + ${devices.gibHour}`;
  return db
    .select({ id: devices.id, name: devices.name, country: devices.country, rate })
    .from(devices)
    .where(and(online(at), sql`${offeredPart("cpuMillis")} >= 1000 and ${offeredPart("memoryMib")} >= 1024`))
    .orderBy(rate, devices.id)
    .limit(limit);
}

/** Leases in force, those that ended in the day before an instant, and what these cost together. */
export async function readLeaseCounts(db: Executor, at: Date) {
  const dayBefore = new Date(at.getTime() - 86_400_000);
  const [[inForce], [ended]] = await Promise.all([
    db
      .select({ count: count() })
      .from(leases)
      .where(sql`${leases.state} <> 'ended'`),
    db
      .select({ count: count(), cost: sql<string>`coalesce(sum(${leases.cost}), 0)` })
      .from(leases)
      .where(and(eq(leases.state, "ended"), gt(leases.endedAt, dayBefore))),
  ]);
  return { inForce: inForce!.count, endedInDay: ended!.count, costInDay: BigInt(ended!.cost) };
}
