import "server-only";
import type { Executor } from "@/db/client";
import { takeCapacity } from "@/db/queries/registry";
import type { Decision } from "@/lib/matching/match";
import type { DeviceRecord, MatchRequest } from "@/lib/matching/match-request";
import type { Ranked } from "@/lib/matching/rank";
import type { Context } from "@/server/context";
import { decide } from "./decide";

/** How often a lost race is run again before the order is told that nothing is free. */
const racesMax = 20;

export type Reservation = { decision: Decision; won?: { ranked: Ranked; device: DeviceRecord } };

/**
 * Decides and takes the best device's resources in the caller's transaction. If another order took them
 * first, it decides again: the engine may be behind, the conditional update never is.
 */
export async function reserveBest(ctx: Context, tx: Executor, request: MatchRequest): Promise<Reservation> {
  let decision: Decision | undefined;
  for (let race = 0; race < racesMax; race++) {
    const decided = await decide(ctx, tx, request);
    decision = decided.decision;
    const [best] = decision.ranked;
    if (!best) return { decision };
    if (await takeCapacity(tx, best.device, request.resources)) {
      return {
        decision,
        won: { ranked: best, device: decided.devices.find((device) => device.id === best.device)! },
      };
    }
  }
  return { decision: decision! };
}
