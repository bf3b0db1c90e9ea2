import "server-only";
import type { Executor } from "@/db/client";
import type { orders } from "@/db/schema/orders";
import type { Decision } from "@/lib/matching/match";
import { matchRequest } from "@/lib/matching/match-request";
import type { Spec } from "@/lib/orders/spec";
import type { Context } from "@/server/context";
import { offerLease } from "@/server/leases/offer-lease";
import { reserveBest } from "@/server/matching/reserve-best";

type Order = typeof orders.$inferSelect;

export type MatchOutcome = { order: Order; decision: Decision; matched: boolean };

/** Finds and reserves the best device for an order that has none, and offers it the lease; or says why there is none. */
export async function matchOrder(ctx: Context, tx: Executor, order: Order): Promise<MatchOutcome> {
  const request = matchRequest(order.id, withoutTried(order), Number(order.maxRatePerHour));
  const { decision, won } = await reserveBest(tx, request, ctx.now);
  if (!won) return { order, decision, matched: false };
  return { order: await offerLease(ctx, tx, order, { decision, won }), decision, matched: true };
}

/** A device that had its turn and did not run the order is not asked again. */
function withoutTried({ spec, triedDevices }: Order): Spec {
  const excludedDevices = [...(spec.constraints.excludedDevices ?? []), ...triedDevices.filter(isDeviceId)];
  return excludedDevices.length === 0
    ? spec
    : { ...spec, constraints: { ...spec.constraints, excludedDevices } };
}

const isDeviceId = (id: string): id is `0x${string}` => id.startsWith("0x");
