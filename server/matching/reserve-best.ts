import "server-only";
import type { Executor } from "@/db/client";
import { readRegistry, takeCapacity } from "@/db/queries/registry";
import { match, type Decision } from "@/lib/matching/match";
import type { DeviceRecord, MatchRequest } from "@/lib/matching/match-request";
import type { Ranked } from "@/lib/matching/rank";

/** How many runners-up a decision keeps for people to compare. */
const runnersUp = 4;

/** How often a lost race is run again before the order is told that nothing is free. */
const racesMax = 20;

export type Reservation = { decision: Decision; won?: { ranked: Ranked; device: DeviceRecord } };

/**
 * Decides on a snapshot of the registry and takes the best device's resources in the caller's
 * transaction. If another order took them first, it decides again on a fresh snapshot: the engine may
 * be behind, the conditional update never is.
 */
export async function reserveBest(tx: Executor, request: MatchRequest, at: Date): Promise<Reservation> {
  let decision: Decision | undefined;
  for (let race = 0; race < racesMax; race++) {
    const registry = await readRegistry(tx, at);
    decision = match(request, registry, { runnersUp });
    const [best] = decision.ranked;
    if (!best) return { decision };
    if (await takeCapacity(tx, best.device, request.resources)) {
      return {
        decision,
        won: { ranked: best, device: registry.find((device) => device.id === best.device)! },
      };
    }
  }
  return { decision: decision! };
}
