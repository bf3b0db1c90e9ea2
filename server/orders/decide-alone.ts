import "server-only";
import type { orders } from "@/db/schema/orders";
import type { Decision } from "@/lib/matching/match";
import { matchRequest } from "@/lib/matching/match-request";
import type { Context } from "@/server/context";
import { RegistryView } from "@/server/matching/registry-view";
import { weightsInForce } from "@/server/matching/weights-in-force";

/**
 * What an order would get now, and if that is nothing, every limit counted. Reserves nothing. Not for a turn: of
 * millions of devices it takes as long as asking each, and gives way meanwhile.
 */
export async function decideAlone(
  ctx: Context,
  { id, spec, maxRatePerHour }: Pick<typeof orders.$inferSelect, "id" | "spec" | "maxRatePerHour">,
): Promise<Decision> {
  const weights = (await weightsInForce(ctx.db))(spec.objective);
  const request = matchRequest(id, spec, Number(maxRatePerHour), weights);
  const view = await RegistryView.open(ctx, ctx.db, [request], { inTurn: false });
  return { ...(await view.decide(request)), weights };
}
