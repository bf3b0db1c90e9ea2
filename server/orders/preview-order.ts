import "server-only";
import { readDeviceSummaries } from "@/db/queries/devices";
import { summariseFleet } from "@/lib/matching/fleet";
import { matchRequest, type MatchRequest } from "@/lib/matching/match-request";
import { specHash, type Spec } from "@/lib/orders/spec";
import type { Context } from "@/server/context";
import { RegistryView } from "@/server/matching/registry-view";
import { weightsInForce } from "@/server/matching/weights-in-force";

/** What a spec would match now, by the same function that places orders. Reserves nothing. */
export async function previewOrder(
  ctx: Context,
  { spec, maxRatePerHour }: { spec: Spec; maxRatePerHour: bigint },
) {
  const weights = (await weightsInForce(ctx.db))(spec.objective);
  const request = matchRequest(specHash(spec), spec, Number(maxRatePerHour), weights);
  const view = await RegistryView.open(ctx, ctx.db, [request], { inTurn: false });
  const { decision, fleet } = await decide(view, request, spec);
  const shown = decision.ranked.map((ranked) => ranked.device);
  const devices = await readDeviceSummaries(ctx.db, { ids: shown, at: ctx.now });
  return {
    decision: { ...decision, excluded: decision.excluded.slice(0, 100) },
    ...(fleet && { fleet }),
    devices,
    weights,
    at: ctx.now.toISOString(),
  };
}

async function decide(view: RegistryView, request: MatchRequest, { fleet: asked }: Spec) {
  if (!asked) return { decision: await view.decide(request) };
  const { spread, devices: wanted, maxRatePerHour: budget = Infinity } = asked;
  const { decision, fit } = await view.decideFleet(request, { spread, wanted, siblings: [], budget });
  return { decision, fleet: { ...fit, wanted, summary: summariseFleet(spread, fit, decision) } };
}
