import { and, eq, gt, gte, isNull, lt, sql } from "drizzle-orm";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { deviceCapacity, devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { deviceChanges, deviceContents } from "@/db/schema/matching";
import { isNewcomer, presenceOf } from "@/lib/devices/device";
import type { Hardware } from "@/lib/devices/hardware";
import type { DeviceRecord } from "@/lib/matching/match-request";
import type { Resources } from "@/lib/orders/resources";
import type { IsolationGrade } from "@/lib/orders/spec";
import { carbonGramsPerKwh } from "@/lib/place/grid-carbon";

const offersPending = sql<number>`(
  select count(*)::int from ${leases} where ${leases.device} = ${devices.id} and ${leases.state} = 'offered')`;
const contentsHeld = sql<string[]>`array(
  select ${deviceContents.content} from ${deviceContents} where ${deviceContents.device} = ${devices.id})`;

/** What of a device the engine reads: a third of all that is known of it, because a turn reads hundreds. */
const columns = {
  id: devices.id,
  operator: devices.operator,
  state: devices.state,
  draining: devices.draining,
  pause: devices.pause,
  lastSeenAt: devices.lastSeenAt,
  silentSince: devices.silentSince,
  drivers: devices.drivers,
  grade: devices.grade,
  tier: devices.tier,
  reliabilityBps: devices.reliabilityBps,
  country: devices.country,
  network: devices.network,
  area: devices.area,
  latE6: devices.latE6,
  lngE6: devices.lngE6,
  accessRttMicros: devices.accessRttMicros,
  measured: devices.measured,
  attributes: devices.attributes,
  leasesEnded: devices.leasesEnded,
  vcpuHour: devices.vcpuHour,
  gibHour: devices.gibHour,
  gpuHour: devices.gpuHour,
  gpu: sql<Hardware["gpus"][number] | null>`${devices.hardware} -> 'gpus' -> 0`,
  pendingOffers: offersPending,
  holds: contentsHeld,
  cpuMillisFree: deviceCapacity.cpuMillisFree,
  memoryMibFree: deviceCapacity.memoryMibFree,
  diskMibFree: deviceCapacity.diskMibFree,
  gpusFree: deviceCapacity.gpusFree,
};

/** Which devices to read: these, or those that stand in these blocks of the table, the last left out; all if neither is said. */
export type RegistryPart = { ids?: readonly Hex[]; blocks?: { from: number; to: number } };

/** The registry as the engine sees it at an instant: every device that is not retired, with what is free on it. */
export async function readRegistry(
  db: Executor,
  at: Date,
  { ids, blocks }: RegistryPart = {},
): Promise<DeviceRecord[]> {
  const rows = await db
    .select(columns)
    .from(devices)
    .innerJoin(deviceCapacity, eq(deviceCapacity.device, devices.id))
    .where(
      and(
        eq(devices.state, "enrolled"),
        // One parameter: a thousand of them take longer to write and to plan than their rows to read.
        ids && sql`${devices.id} = any(${sql.param([...ids])}::text[])`,
        blocks &&
          sql`${devices}.ctid >= ${`(${blocks.from},0)`}::tid and ${devices}.ctid < ${`(${blocks.to},0)`}::tid`,
      ),
    );
  return rows.map((device) => ({
    id: device.id,
    operator: device.operator,
    state: presenceOf(device, at.getTime()),
    runs: device.drivers.map((driver) => driver.runs),
    grade: asGrade(device.grade),
    tier: device.tier,
    reliabilityBps: device.reliabilityBps,
    country: device.country,
    network: device.network,
    area: device.area,
    place: device.measured ?? { latE6: device.latE6, lngE6: device.lngE6 },
    accessRttMicros: device.measured?.accessRttMicros ?? device.accessRttMicros,
    isPlaceMeasured: device.measured !== null,
    attributes: device.attributes,
    carbonGramsPerKwh: carbonGramsPerKwh(device.country),
    isNewcomer: isNewcomer(device),
    pendingOffers: device.pendingOffers,
    holds: device.holds,
    gpuModel: device.gpu?.model ?? null,
    gpuMemoryMib: device.gpu?.memoryMib ?? 0,
    prices: { vcpuHour: device.vcpuHour, gibHour: device.gibHour, gpuHour: device.gpuHour },
    free: freeOf(device),
  }));
}

/** How many blocks the table of devices has: with `blocks` of `readRegistry` its rows are read in the order in which they stand. */
export async function countDeviceBlocks(db: Executor): Promise<number> {
  const { rows } = await db.execute<{ blocks: number }>(
    sql`select (pg_relation_size('devices') / current_setting('block_size')::int)::int as blocks`,
  );
  return rows[0]!.blocks;
}

/**
 * The devices that transactions changed which a reader with this horizon may not have seen, and the
 * horizon for the next time: the oldest transaction that was still running. Both are of one snapshot, so
 * that nothing falls between two readings; some devices come twice. Without a horizon: no devices.
 */
export async function readDeviceChanges(
  db: Executor,
  horizon?: string,
): Promise<{ horizon: string; devices: Hex[] }> {
  const changed = horizon
    ? sql`array(select distinct ${deviceChanges.device} from ${deviceChanges}
        where ${deviceChanges.transaction} >= ${horizon}::xid8)`
    : sql`array[]::text[]`;
  const { rows } = await db.execute<{ horizon: string; devices: Hex[] }>(
    sql`select pg_snapshot_xmin(pg_current_snapshot())::text as horizon, ${changed} as devices`,
  );
  return rows[0]!;
}

/** Devices that were last heard from in this span: they fell silent as time went by, which no transaction tells. */
export async function readSilenced(db: Executor, from: Date, before: Date): Promise<Hex[]> {
  const rows = await db
    .select({ id: devices.id })
    .from(devices)
    .where(and(gte(devices.lastSeenAt, from), lt(devices.lastSeenAt, before)));
  return rows.map(({ id }) => id);
}

/** Forgets changes that every index has read long ago. */
export async function forgetDeviceChanges(db: Executor, before: Date): Promise<void> {
  await db.delete(deviceChanges).where(lt(deviceChanges.at, before));
}

/**
 * Takes from each device what is wanted of it, if all of that is free; names the devices that gave it. This
 * is the reservation: nobody who took their word for free what is not gets it.
 */
export async function takeCapacities(tx: Executor, wanted: ReadonlyMap<Hex, Resources>): Promise<Hex[]> {
  if (wanted.size === 0) return [];
  const of = (name: keyof Resources) =>
    sql`${sql.param([...wanted.values()].map((each) => each[name]))}::int[]`;
  const { rows } = await tx.execute<{ device: Hex }>(sql`
    update device_capacity as held
    set cpu_millis_free = cpu_millis_free - cpu, memory_mib_free = memory_mib_free - memory,
        disk_mib_free = disk_mib_free - disk, gpus_free = gpus_free - gpu
    from unnest(${sql.param([...wanted.keys()])}::text[], ${of("cpuMillis")}, ${of("memoryMib")}, ${of("diskMib")},
      ${of("gpus")}) as wanted (device, cpu, memory, disk, gpu)
    where held.device = wanted.device
      and cpu_millis_free >= cpu and memory_mib_free >= memory and disk_mib_free >= disk and gpus_free >= gpu
    returning held.device`);
  return rows.map(({ device }) => device);
}

/** Gives back what a lease held. Called once for each lease, by whoever's update ended it. */
export async function giveCapacity(tx: Executor, device: DeviceRecord["id"], held: Resources): Promise<void> {
  await tx
    .update(deviceCapacity)
    .set({
      cpuMillisFree: sql`${deviceCapacity.cpuMillisFree} + ${held.cpuMillis}`,
      memoryMibFree: sql`${deviceCapacity.memoryMibFree} + ${held.memoryMib}`,
      diskMibFree: sql`${deviceCapacity.diskMibFree} + ${held.diskMib}`,
      gpusFree: sql`${deviceCapacity.gpusFree} + ${held.gpus}`,
    })
    .where(eq(deviceCapacity.device, device));
}

/** How many devices were heard from since an instant and not found silent, and how many are enrolled. */
export async function countDevices(
  db: Executor,
  seenSince: Date,
): Promise<{ online: number; enrolled: number }> {
  const [enrolled, online] = await Promise.all([
    db.$count(devices, eq(devices.state, "enrolled")),
    db.$count(
      devices,
      and(eq(devices.state, "enrolled"), isNull(devices.silentSince), gt(devices.lastSeenAt, seenSince)),
    ),
  ]);
  return { online, enrolled };
}

export function freeOf(capacity: Omit<typeof deviceCapacity.$inferSelect, "device">): Resources {
  return {
    cpuMillis: capacity.cpuMillisFree,
    memoryMib: capacity.memoryMibFree,
    diskMib: capacity.diskMibFree,
    gpus: capacity.gpusFree,
  };
}

/** The database checks nothing about grades but that they are whole; every writer has parsed one with `isolationGradeSchema`. */
export function asGrade(grade: number): IsolationGrade {
  return grade as IsolationGrade;
}
