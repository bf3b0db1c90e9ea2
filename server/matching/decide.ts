import "server-only";
import type { Executor } from "@/db/client";
import { readRegistry } from "@/db/queries/registry";
import type { DeviceIndex } from "@/lib/matching/index/device-index";
import { match, type Decision } from "@/lib/matching/match";
import type { DeviceRecord, MatchRequest } from "@/lib/matching/match-request";
import type { Context } from "@/server/context";

/** How many runners-up a decision keeps for people to compare, and how many near misses. */
const runnersUp = 4;
const nearMisses = 100;

/** How often the index is brought up to date for one decision before the rows that it named decide among themselves. */
const roundsMax = 3;

export type Decided = { decision: Decision; devices: DeviceRecord[] };

/**
 * The decision for an order on the registry as it is, with the records of the devices that it names. A
 * small registry is asked one by one, so that every device says why. A large one is asked through the
 * index: the best it finds are read from Postgres and ranked again, and if they are not what the index
 * took them for it catches up first. It sees what is committed: capacity that the caller's own transaction
 * gave back is found by the next decision.
 */
export async function decide(ctx: Context, db: Executor, request: MatchRequest): Promise<Decided> {
  for (let round = 1; ; round++) {
    const index = await ctx.registry.catchUp(ctx.now);
    if (index.size <= ctx.registry.askedOneByOne) {
      const devices = await readRegistry(db, ctx.now);
      return { decision: match(request, devices, { runnersUp }), devices };
    }
    const found = index.best(request, runnersUp + 1);
    if (found.length === 0) return explain(ctx, db, request, index);
    const devices = await readRegistry(db, ctx.now, { ids: found.map(({ device }) => device) });
    const { ranked } = match(request, devices, { runnersUp });
    const isAsFound = found.every(
      ({ device, score }, rank) => ranked[rank]?.device === device && ranked[rank].score === score,
    );
    if (!isAsFound && round < roundsMax) continue;
    const counts = { considered: index.size, isCounted: false, feasible: ranked.length };
    return { decision: { ranked, ...counts, constraints: [], excluded: [] }, devices };
  }
}

/** Why nothing matches: every device is asked for every limit, and the nearest misses say it in full. */
async function explain(
  ctx: Context,
  db: Executor,
  request: MatchRequest,
  index: DeviceIndex,
): Promise<Decided> {
  const { nearest, ...counts } = index.census(request, nearMisses);
  const devices = await readRegistry(db, ctx.now, { ids: nearest });
  const { excluded } = match(request, devices);
  return { decision: { ranked: [], isCounted: true, ...counts, excluded }, devices };
}
