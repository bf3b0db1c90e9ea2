import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import type { Hex } from "viem";
import type { Db } from "@/db/client";
import { perPool } from "@/db/per-pool";
import { devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { leaseClocks } from "@/lib/leases/lease";
import { Batches } from "@/server/batches";
import type { Context } from "@/server/context";
import { callersNetwork } from "@/server/http/require-wallet";

type Renewed = Pick<typeof leases.$inferSelect, "epoch"> & { leaseId: Hex; remainingMs: number };
type Heard = { device: Hex; network: number | undefined; now: Date };

/**
 * The device is alive, so what it runs goes on: its leases are renewed, together with those of other devices that
 * called meanwhile, and how long they hold is told.
 */
export function renewLeases(ctx: Context, device: Hex): Promise<Renewed[]> {
  return renewingOf(ctx.db).add({ device, network: callersNetwork(ctx), now: ctx.now });
}

const renewingOf = perPool((db) => new Batches<Heard, Renewed[]>((heard) => renewAll(db, heard)));

async function renewAll(db: Db, heard: readonly Heard[]): Promise<Renewed[][]> {
  const now = Math.max(...heard.map((each) => each.now.getTime()));
  const renewed = await statementOf(db).execute({
    devices: heard.map(({ device }) => device),
    networks: heard.map(({ network }) => network ?? null),
    at: new Date(now).toISOString(),
    deadline: new Date(now + leaseClocks.silenceMs).toISOString(),
  });
  const byDevice = Map.groupBy(renewed, ({ device }) => device);
  return heard.map(({ device }) =>
    (byDevice.get(device) ?? []).map(({ leaseId, epoch }) => ({
      leaseId,
      epoch,
      remainingMs: leaseClocks.silenceMs,
    })),
  );
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
    .select({ id: devices.id, network: network.as("heard_network") })
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
      .set({ lastSeenAt: instant("at"), network: sql`coalesce(${here.network}, ${devices.network})` })
      .from(here)
      .where(eq(devices.id, here.id))
      .returning({ id: devices.id }),
  );
  const running = db
    .select({ id: leases.id })
    .from(leases)
    .where(and(sql`${leases.device} = ${called}`, eq(leases.state, "running")))
    .orderBy(asc(leases.id))
    .for("no key update")
    .as("running");
  return db
    .with(seen)
    .update(leases)
    .set({ deadline: instant("deadline") })
    .from(running)
    .where(eq(leases.id, running.id))
    .returning({ device: leases.device, leaseId: leases.id, epoch: leases.epoch })
    .prepare("renew_leases");
});
