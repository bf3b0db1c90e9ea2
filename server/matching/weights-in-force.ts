import "server-only";
import type { Executor } from "@/db/client";
import { readParams } from "@/db/queries/governance";
import { votedWeights } from "@/lib/matching/voted-weights";
import type { Weights } from "@/lib/matching/weights";
import type { Objective } from "@/lib/orders/spec";

/** The weights that orders are matched with from here on, by objective, as the chain's parameters have them. */
export async function weightsInForce(db: Executor): Promise<(objective: Objective) => Weights> {
  const figures = await readParams(db);
  return (objective) => votedWeights(objective, figures);
}
