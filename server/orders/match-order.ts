import "server-only";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import type { orders } from "@/db/schema/orders";
import type { Decision } from "@/lib/matching/match";
import { matchRequest } from "@/lib/matching/match-request";
import type { Spec } from "@/lib/orders/spec";
import type { Context } from "@/server/context";
import { offerLease } from "@/server/leases/offer-lease";
import { reserveBest } from "@/server/matching/reserve-best";
import { weightsInForce } from "@/server/matching/weights-in-force";

type Order = typeof orders.$inferSelect;

export type MatchOutcome = { order: Order; decision: Decision; matched: boolean };

/**
 * Finds and reserves the best device for an order that has none, and offers it the lease; or says why
 * there is none. A device that had its turn is asked again only when no other can take the order.
 */
export async function matchOrder(ctx: Context, tx: Executor, order: Order): Promise<MatchOutcome> {
  const { triedDevices: tried, spec } = order;
  const others = tried.length > 0 ? await attempt(ctx, tx, order, without(spec, tried)) : undefined;
  return others?.matched ? others : attempt(ctx, tx, order, spec);
}

async function attempt(ctx: Context, tx: Executor, order: Order, spec: Spec): Promise<MatchOutcome> {
  const weights = (await weightsInForce(tx))(spec.objective);
  const request = matchRequest(order.id, spec, Number(order.maxRatePerHour), weights);
  const { decision, won } = await reserveBest(ctx, tx, request);
  if (!won) return { order, decision, matched: false };
  return { order: await offerLease(ctx, tx, order, { decision, won }), decision, matched: true };
}

function without(spec: Spec, tried: readonly Hex[]): Spec {
  const excludedDevices = [...(spec.constraints.excludedDevices ?? []), ...tried];
  return { ...spec, constraints: { ...spec.constraints, excludedDevices } };
}
