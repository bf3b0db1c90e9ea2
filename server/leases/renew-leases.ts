import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import type { Hex } from "viem";
import type { Db } from "@/db/client";
import { perPool } from "@/db/per-pool";
import { devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { isHeard } from "@/lib/devices/device";
import { leaseClocks } from "@/lib/leases/lease";
import { Batches } from "@/server/batches";
import type { Context } from "@/server/context";
import { callersNetwork } from "@/server/http/require-wallet";
import { enqueueMatchWaiting } from "@/server/jobs/enqueue";

type Renewed = {
  leases: (Pick<typeof leases.$inferSelect, "epoch"> & { leaseId: Hex; remainingMs: number })[];
  /** How far the device's commands have come; null if somebody is at work on it. */
  cursor: number | null;
};
type Heard = { device: Hex; network: number | undefined; now: Date };

/**
 * The device is alive, so what it runs goes on: its leases are renewed, together with those of other devices that
 * called meanwhile, and how long they hold is told. One that was away may have what an order waits for.
 */
export function renewLeases(ctx: Context, device: Hex): Promise<Renewed> {
  return renewingOf(ctx.db).add({ device, network: callersNetwork(ctx), now: ctx.now });
}

const renewingOf = perPool((db) => new Batches<Heard, Renewed>((heard) => renewAll(db, heard)));

async function renewAll(db: Db, heard: readonly Heard[]): Promise<Renewed[]> {
  const now = Math.max(...heard.map((each) => each.now.getTime()));
  const renewed = await statementOf(db).execute({
    devices: heard.map(({ device }) => device),
    networks: heard.map(({ network }) => network ?? null),
    at: new Date(now).toISOString(),
    deadline: new Date(now + leaseClocks.silenceMs).toISOString(),
  });
  if (renewed.some(({ before }) => before && !isHeard(before, now))) await enqueueMatchWaiting(db);
  const byDevice = Map.groupBy(renewed, ({ lease, before }) => lease?.device ?? before!.device);
  return heard.map(({ device }) => {
    const its = byDevice.get(device) ?? [];
    const held = its.flatMap(({ lease }) => lease ?? []);
    return {
      leases: held.map(({ id, epoch }) => ({ leaseId: id, epoch, remainingMs: leaseClocks.silenceMs })),
      cursor: its[0]?.before?.cursor ?? null,
    };
  });
}

/**
 * Rows are locked as everywhere, leases before devices, and each kind in one order: nobody waits in a circle. A
 * device that somebody else is at work on is seen at its next call, so that the others do not wait for it; its
 * leases are renewed now.
 */
const statementOf = perPool((db) => {
  const called = sql`any(${sql.placeholder("devices")}::text[])`;
  const instant = (name: string) => sql`${sql.placeholder(name)}::timestamptz`;
  const [device, network] = [sql`heard.device`, sql<number | null>`heard.network`];
  const here = db
    .select({
      id: devices.id,
      network: network.as("heard_network"),
      lastSeenAt: devices.lastSeenAt,
      silentSince: devices.silentSince,
    })
    .from(devices)
    .innerJoin(
      sql`unnest(${sql.placeholder("devices")}::text[], ${sql.placeholder("networks")}::int[]) as heard (device, network)`,
      eq(devices.id, device),
    )
    .orderBy(asc(devices.id))
    .for("no key update", { of: devices, skipLocked: true })
    .as("here");
  const seen = db.$with("seen").as(
    db
      .update(devices)
      .set({
        lastSeenAt: instant("at"),
        silentSince: null,
        network: sql`coalesce(${here.network}, ${devices.network})`,
      })
      .from(here)
      .where(eq(devices.id, here.id))
      .returning({
        id: devices.id,
        cursor: devices.commandCursor,
        lastSeenAt: here.lastSeenAt,
        silentSince: here.silentSince,
      }),
  );
  const running = db
    .select({ id: leases.id })
    .from(leases)
    .where(and(sql`${leases.device} = ${called}`, eq(leases.state, "running")))
    .orderBy(asc(leases.id))
    .for("no key update")
    .as("running");
  const renewed = db.$with("renewed").as(
    db
      .update(leases)
      .set({ deadline: instant("deadline") })
      .from(running)
      .where(eq(leases.id, running.id))
      .returning({ device: leases.device, id: leases.id, epoch: leases.epoch }),
  );
  return db
    .with(seen, renewed)
    .select({
      lease: { device: renewed.device, id: renewed.id, epoch: renewed.epoch },
      before: {
        device: seen.id,
        cursor: seen.cursor,
        lastSeenAt: seen.lastSeenAt,
        silentSince: seen.silentSince,
      },
    })
    .from(renewed)
    .fullJoin(seen, eq(renewed.device, seen.id))
    .prepare("renew_leases");
});
