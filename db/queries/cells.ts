import { and, between, count, eq, gte, lte, ne, or, sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { deviceCapacity, devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { publishedResolution } from "@/lib/place/place";
import { offeredPart, online } from "./online";

export type CellQuery = {
  at: Date;
  /** H3 resolution, at most the published one. */
  resolution: number;
  /** Only devices within these bounds, in micro-degrees; across 180° the west is the larger number. */
  within?: { westE6: number; eastE6: number; southE6: number; northE6: number };
  limit: number;
};

/**
 * Devices by cell, the cells that offer most first: what those online offer and have free, what the
 * cheapest asks for the small machine, and leases in force.
 */
export function readCells(db: Executor, { at, resolution, within, limit }: CellQuery) {
  const live = sql`(${online(at)})`;
  const sum = (value: unknown) => sql<number>`coalesce(sum(${value}) filter (where ${live}), 0)::float8`;
  const inForce = db
    .select({ device: leases.device, leases: count().as("in_force") })
    .from(leases)
    .where(ne(leases.state, "ended"))
    .groupBy(leases.device)
    .as("leases_in_force");
  const cell = parentCell(resolution);
  const cpuMillis = sum(offeredPart("cpuMillis"));
  return db
    .select({
      cell,
      country: sql<string>`min(${devices.country})`,
      devices: count(),
      online: sql<number>`(count(*) filter (where ${live}))::int`,
      offered: {
        cpuMillis,
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
      cheapest: sql<number | null>`min(${devices.vcpuHour} + ${devices.gibHour}) filter (where ${live})`,
      leases: sql<number>`coalesce(sum(${inForce.leases}), 0)::int`,
    })
    .from(devices)
    .innerJoin(deviceCapacity, eq(deviceCapacity.device, devices.id))
    .leftJoin(inForce, eq(inForce.device, devices.id))
    .where(
      and(
        ne(devices.state, "retired"),
        within && betweenMeridians(within),
        within && between(devices.latE6, within.southE6, within.northE6),
      ),
    )
    .groupBy(sql`1`)
    .orderBy(sql`${cpuMillis} desc, 1`)
    .limit(limit);
}

function betweenMeridians({ westE6, eastE6 }: NonNullable<CellQuery["within"]>) {
  return westE6 <= eastE6
    ? between(devices.lngE6, westE6, eastE6)
    : or(gte(devices.lngE6, westE6), lte(devices.lngE6, eastE6));
}

/**
 * The cell of a coarser resolution that holds a device's. An H3 index has its resolution in bits 52 to
 * 55 and then a digit of three bits for each of fifteen resolutions; those that are not used are 7.
 */
function parentCell(resolution: number) {
  if (resolution === publishedResolution) return sql<string>`${devices.cell}`;
  const unused = 2n ** BigInt(3 * (15 - resolution)) - 1n;
  const kept = ~((15n << 52n) | unused);
  const added = (BigInt(resolution) << 52n) | unused;
  const index = sql`('x' || lpad(${devices.cell}, 16, '0'))::bit(64)::bigint`;
  return sql<string>`to_hex(${index} & ${kept}::bigint | ${added}::bigint)`;
}
