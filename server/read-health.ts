import "server-only";
import { sql } from "drizzle-orm";
import type { z } from "zod";
import { indexedBlock } from "@/db/queries/accounts";
import { countDevices } from "@/db/queries/registry";
import type { healthSchema } from "@/lib/api/market";
import { presenceMs } from "@/lib/devices/device";
import type { Context } from "@/server/context";

type Health = z.input<typeof healthSchema>;
type Parts = Health["parts"];

/** State of each part with the figure that says so. A part that does not answer is down; the others are still told. */
export async function readHealth(ctx: Context): Promise<Health> {
  const database = await databaseHealth(ctx);
  const isUp = database.state !== "down";
  const [chain, indexed, jobs, devices] = await Promise.all([
    chainHealth(ctx),
    isUp ? indexedBlock(ctx.db).catch(() => undefined) : undefined,
    isUp
      ? jobsHealth(ctx).catch((): Parts["jobs"] => ({
          state: "down",
          waiting: 0,
          failed: 0,
          oldestWaitingMs: 0,
        }))
      : ({ state: "down", waiting: 0, failed: 0, oldestWaitingMs: 0 } as const),
    isUp ? countDevices(ctx.db, new Date(ctx.now.getTime() - presenceMs)).catch(() => undefined) : undefined,
  ]);
  const parts: Parts = {
    database,
    chain,
    indexer: indexerHealth(chain.height, indexed),
    // The engine decides on the registry in the database, so it is up when that can be read.
    engine: { state: devices ? "up" : "down", devices: devices?.enrolled ?? 0 },
    jobs,
    devices: {
      state: devices?.online ? "up" : "down",
      online: devices?.online ?? 0,
      enrolled: devices?.enrolled ?? 0,
    },
  };
  const states = Object.values({ ...parts, devices: { state: "up" as const } }).map((part) => part.state);
  return {
    state: states.includes("down") ? "down" : states.includes("slow") ? "slow" : "up",
    at: ctx.now.toISOString(),
    parts,
  };
}

async function databaseHealth({ db }: Context): Promise<Parts["database"]> {
  const since = performance.now();
  const answered = await db.execute(sql`select 1`).then(
    () => true,
    () => false,
  );
  const roundTripMs = Math.round((performance.now() - since) * 10) / 10;
  return { state: !answered ? "down" : roundTripMs > 500 ? "slow" : "up", roundTripMs };
}

async function chainHealth({ chain }: Context): Promise<Parts["chain"]> {
  return chain.public.getBlockNumber({ cacheTime: 0 }).then(
    (height) => ({ state: "up", height: Number(height) }),
    (error: unknown) => ({
      state: "down",
      detail: error instanceof Error ? error.message.split("\n")[0]! : String(error),
    }),
  );
}

function indexerHealth(height: number | undefined, indexed: number | undefined): Parts["indexer"] {
  if (indexed === undefined) return { state: "down" };
  if (height === undefined) return { state: "up", height: indexed };
  const lagBlocks = Math.max(0, height - indexed);
  return { state: lagBlocks > 20 ? "slow" : "up", height: indexed, lagBlocks };
}

async function jobsHealth({ db, now }: Context): Promise<Parts["jobs"]> {
  const { rows } = await db.execute<{ waiting: number; failed: number; oldest: string | null }>(sql`
    select count(*) filter (where attempts < max_attempts)::int as waiting,
           count(*) filter (where attempts >= max_attempts)::int as failed,
           min(run_at) filter (where attempts < max_attempts) as oldest
    from graphile_worker.jobs`);
  const [row] = rows;
  const oldestWaitingMs = row?.oldest ? Math.max(0, now.getTime() - new Date(row.oldest).getTime()) : 0;
  return {
    state: oldestWaitingMs > 60_000 ? "down" : oldestWaitingMs > 10_000 ? "slow" : "up",
    waiting: row?.waiting ?? 0,
    failed: row?.failed ?? 0,
    oldestWaitingMs: Math.round(oldestWaitingMs),
  };
}
