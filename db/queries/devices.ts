import { and, asc, count, desc, eq, ilike, inArray, ne, or, sql, type SQL } from "drizzle-orm";
import { alias, type PgColumn } from "drizzle-orm/pg-core";
import type { Address, Hex } from "viem";
import type { Executor } from "@/db/client";
import { chainRegistrations } from "@/db/schema/chain";
import { deviceCapacity, devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import type { deviceSorts, DeviceSummary } from "@/lib/api/devices";
import { presenceMs, presenceOf, type DeviceState, type Presence } from "@/lib/devices/device";
import type { Prices } from "@/lib/pricing/rate";
import { readBenchmark } from "./benchmarks";
import { asGrade, freeOf } from "./registry";
import { readTimeline } from "./state-changes";

type Row = { devices: typeof devices.$inferSelect; device_capacity: typeof deviceCapacity.$inferSelect };

/** What a list of devices is sorted by. */
export type DeviceSort = (typeof deviceSorts)[number];

/** Which devices: all that are not taken out, unless another state is asked for. */
export type DeviceFilter = {
  at: Date;
  ids?: Hex[] | undefined;
  operator?: Address | undefined;
  state?: DeviceState | undefined;
  presence?: Presence | undefined;
  /** A part of the name, of the id, or of the processor's or GPU's name. */
  search?: string | undefined;
};

type DevicePage = DeviceFilter & {
  sort?: DeviceSort;
  descending?: boolean;
  /** The id of the last device of the page before. */
  after?: Hex | undefined;
  limit?: number;
};

/** Devices as anyone may see them, in the order that is asked for, and by their ids where that says nothing. */
export async function readDeviceSummaries(db: Executor, page: DevicePage): Promise<DeviceSummary[]> {
  if (page.ids?.length === 0) return [];
  const { sort = "id", descending = false, after, limit = 1000 } = page;
  const by = sortKey(devices, sort);
  const direction = descending ? desc : asc;
  const rows = await db
    .select()
    .from(devices)
    .innerJoin(deviceCapacity, eq(deviceCapacity.device, devices.id))
    .where(and(deviceIs(page), after && comesAfter(after, sort, descending)))
    .orderBy(direction(by), direction(devices.id))
    .limit(limit);
  return rows.map((row) => summaryOf(row, page.at));
}

/** How many devices there are of each kind, what those online offer and have free, and leases in force. */
export async function countDevicesOf(db: Executor, filter: DeviceFilter) {
  const { at } = filter;
  const counted = (presence: Presence) =>
    sql<number>`(count(*) filter (where ${presenceIs(presence, at)}))::int`;
  const ofOnline = (value: SQL | PgColumn) =>
    sql<number>`coalesce(sum(${value}) filter (where ${presenceIs("online", at)}), 0)::float8`;
  const offered = (resource: "cpuMillis" | "memoryMib") =>
    sql`(${devices.offered}->>${sql.raw(`'${resource}'`)})::int`;
  const [row] = await db
    .select({
      devices: count(),
      online: counted("online"),
      draining: counted("draining"),
      offline: counted("offline"),
      offered: { cpuMillis: ofOnline(offered("cpuMillis")), memoryMib: ofOnline(offered("memoryMib")) },
      free: {
        cpuMillis: ofOnline(deviceCapacity.cpuMillisFree),
        memoryMib: ofOnline(deviceCapacity.memoryMibFree),
      },
    })
    .from(devices)
    .innerJoin(deviceCapacity, eq(deviceCapacity.device, devices.id))
    .where(deviceIs(filter));
  const [running] = await db
    .select({ count: count() })
    .from(leases)
    .innerJoin(devices, eq(devices.id, leases.device))
    .where(and(deviceIs(filter), ne(leases.state, "ended")));
  return { ...row!, running: running!.count };
}

/** What live offers of other devices ask beside these prices: how many there are, how many ask less, and the same. */
export async function readStanding(db: Executor, device: Hex, prices: Prices, at: Date) {
  const standing = (price: PgColumn, resource: string, mine: number) => {
    const offers = sql`(${devices.offered}->>${sql.raw(`'${resource}'`)})::int > 0`;
    const among = (condition: SQL) => sql<number>`(count(*) filter (where ${offers} and ${condition}))::int`;
    return {
      offers: among(sql`true`),
      cheaper: among(sql`${price} < ${mine}`),
      same: among(sql`${price} = ${mine}`),
    };
  };
  const [row] = await db
    .select({
      vcpuHour: standing(devices.vcpuHour, "cpuMillis", prices.vcpuHour),
      gibHour: standing(devices.gibHour, "memoryMib", prices.gibHour),
      gpuHour: standing(devices.gpuHour, "gpus", prices.gpuHour),
    })
    .from(devices)
    .where(and(presenceIs("online", at), ne(devices.id, device)));
  return row!;
}

function deviceIs({ ids, operator, state, presence, search, at }: DeviceFilter): SQL | undefined {
  const pattern = search ? `%${search.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%` : undefined;
  return and(
    ids && inArray(devices.id, ids),
    operator && eq(devices.operator, operator),
    state ? eq(devices.state, state) : ids ? undefined : ne(devices.state, "retired"),
    presence && presenceIs(presence, at),
    pattern === undefined
      ? undefined
      : or(
          ilike(devices.name, pattern),
          ilike(devices.id, pattern),
          sql`${devices.hardware}->>'cpuModel' ilike ${pattern}`,
          sql`${devices.hardware}->'gpus'->0->>'model' ilike ${pattern}`,
        ),
  );
}

/** The same rule as `presenceOf`, in SQL. */
function presenceIs(presence: Presence, at: Date): SQL {
  const heard = sql`(${devices.state} = 'enrolled' and ${devices.silentSince} is null and coalesce(${devices.lastSeenAt} > ${new Date(at.getTime() - presenceMs - 1).toISOString()}, false))`;
  const paused = sql`(${devices.draining} or ${devices.pause} is not null)`;
  if (presence === "offline") return sql`not ${heard}`;
  return presence === "draining" ? sql`${heard} and ${paused}` : sql`${heard} and not ${paused}`;
}

type SortableDevices = Record<"id" | "name" | "vcpuHour" | "gibHour" | "lastSeenAt", PgColumn>;

function sortKey(of: SortableDevices, sort: DeviceSort): SQL {
  switch (sort) {
    case "id":
      return sql`${of.id}`;
    case "name":
      return sql`lower(${of.name})`;
    case "price":
      return sql`(${of.vcpuHour} + ${of.gibHour})`;
    case "seen":
      return sql`coalesce(${of.lastSeenAt}, 'epoch')`;
    default:
      return sort satisfies never;
  }
}

/** What stands behind a device now: its place is looked up, so that a cursor is an id and cannot lie. */
function comesAfter(id: Hex, sort: DeviceSort, descending: boolean): SQL {
  const last = alias(devices, "last");
  const sign = sql.raw(descending ? "<" : ">");
  return sql`(${sortKey(devices, sort)}, ${devices.id}) ${sign} (
    select ${sortKey(last, sort)}, ${last.id} from ${devices} ${sql.identifier("last")} where ${last.id} = ${id})`;
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
  const [running, ended, timeline, measured] = await Promise.all([
    countLeases(db, and(eq(leases.device, id), ne(leases.state, "ended"))),
    countLeases(db, and(eq(leases.device, id), eq(leases.state, "ended"))),
    readTimeline(db, [{ noun: "device", ids: [id] }]),
    readBenchmark(db, id),
  ]);
  const { devices: device } = row;
  return {
    ...summaryOf(row, at),
    payout: device.payout,
    draining: device.draining,
    hardware: device.hardware,
    measured,
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
    state: device.state,
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
