import { and, asc, count, eq, gt, inArray, ne, type SQL } from "drizzle-orm";
import type { Address, Hex } from "viem";
import type { Executor } from "@/db/client";
import { chainRegistrations } from "@/db/schema/chain";
import { deviceCapacity, devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import type { DeviceSummary } from "@/lib/api/devices";
import { presenceOf, type Presence } from "@/lib/devices/device";
import { asGrade, freeOf } from "./registry";
import { readTimeline } from "./state-changes";

type Row = { devices: typeof devices.$inferSelect; device_capacity: typeof deviceCapacity.$inferSelect };

export type DeviceFilter = {
  at: Date;
  ids?: Hex[];
  operator?: Address;
  presence?: Presence;
  after?: string;
  limit?: number;
};

/** Devices as anyone may see them, in the order of their ids. */
export async function readDeviceSummaries(db: Executor, filter: DeviceFilter): Promise<DeviceSummary[]> {
  if (filter.ids?.length === 0) return [];
  const conditions: (SQL | undefined)[] = [
    filter.ids && inArray(devices.id, filter.ids),
    filter.operator && eq(devices.operator, filter.operator),
    filter.after ? gt(devices.id, filter.after as Hex) : undefined,
  ];
  const rows = await db
    .select()
    .from(devices)
    .innerJoin(deviceCapacity, eq(deviceCapacity.device, devices.id))
    .where(and(...conditions))
    .orderBy(asc(devices.id))
    .limit(filter.limit ?? 1000);
  const summaries = rows.map((row) => summaryOf(row, filter.at));
  return filter.presence ? summaries.filter((device) => device.presence === filter.presence) : summaries;
}

/** One device with its counts and its timeline; undefined when there is none. */
export async function readDevice(db: Executor, id: Hex, at: Date) {
  const [row] = await db
    .select({ devices, device_capacity: deviceCapacity, registeredIn: chainRegistrations.transaction })
    .from(devices)
    .innerJoin(deviceCapacity, eq(deviceCapacity.device, devices.id))
    .leftJoin(chainRegistrations, eq(chainRegistrations.id, devices.id))
    .where(eq(devices.id, id));
  if (!row) return undefined;
  const [running, ended, timeline] = await Promise.all([
    countLeases(db, and(eq(leases.device, id), ne(leases.state, "ended"))),
    countLeases(db, and(eq(leases.device, id), eq(leases.state, "ended"))),
    readTimeline(db, [{ noun: "device", ids: [id] }]),
  ]);
  const { devices: device } = row;
  return {
    ...summaryOf(row, at),
    state: device.state,
    payout: device.payout,
    hardware: device.hardware,
    limits: device.limits,
    pause: device.pause,
    agentVersion: device.agentVersion,
    enrolledAt: device.enrolledAt.toISOString(),
    registeredIn: row.registeredIn,
    leases: { running, ended },
    timeline: timeline.map(({ sequence: _, ...change }) => ({
      ...change,
      noun: "device" as const,
      at: change.at.toISOString(),
    })),
  };
}

async function countLeases(db: Executor, where: SQL | undefined): Promise<number> {
  const [row] = await db.select({ count: count() }).from(leases).where(where);
  return row?.count ?? 0;
}

function summaryOf({ devices: device, device_capacity: capacity }: Row, at: Date): DeviceSummary {
  const gpu = device.hardware.gpus[0];
  return {
    id: device.id,
    name: device.name,
    operator: device.operator,
    presence: presenceOf(device, at.getTime()),
    country: device.country,
    place: { latE6: device.latE6, lngE6: device.lngE6 },
    cell: device.cell,
    grade: asGrade(device.grade),
    tier: device.tier,
    reliabilityBps: device.reliabilityBps,
    drivers: device.drivers,
    offered: device.offered,
    free: freeOf(capacity),
    prices: { vcpuHour: device.vcpuHour, gibHour: device.gibHour, gpuHour: device.gpuHour },
    gpuModel: gpu?.model ?? null,
    gpuMemoryMib: gpu?.memoryMib ?? 0,
    lastSeenAt: device.lastSeenAt?.toISOString() ?? null,
  };
}
