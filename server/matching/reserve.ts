import "server-only";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import type { Decision } from "@/lib/matching/match";
import { matchRequest, type DeviceRecord, type MatchRequest } from "@/lib/matching/match-request";
import type { Ranked } from "@/lib/matching/rank";
import type { Spec } from "@/lib/orders/spec";
import type { Context } from "@/server/context";
import { RegistryView } from "./registry-view";
import { weightsInForce } from "./weights-in-force";

/** How often a lost race is run again before the order is told that nothing is free. */
const racesMax = 20;

export type Reservation = { decision: Decision; won?: { ranked: Ranked; device: DeviceRecord } };

/** What of an order the engine is told. */
export type Wish = { id: Hex; spec: Spec; maxRatePerHour: bigint; triedDevices: readonly Hex[] };

/**
 * Decides for orders one after the other and takes the best device of each, in the caller's transaction and
 * turn (`takeTurn`): `each` is given an order and how to reserve for it, and may leave it alone. What a device
 * turns out not to have, although it was held of it, is decided again: memory may be behind, the conditional
 * update never is.
 */
export async function reserveEach<W extends Wish>(
  ctx: Pick<Context, "registry" | "now">,
  tx: Executor,
  wishes: readonly W[],
  each: (wish: W, reserve: () => Promise<Reservation>) => Promise<Reservation | undefined>,
): Promise<Map<W, Reservation>> {
  const weights = await weightsInForce(tx);
  const requestOf = ({ id, maxRatePerHour }: Wish, spec: Spec) =>
    matchRequest(id, spec, Number(maxRatePerHour), weights(spec.objective));
  const view = await RegistryView.open(
    ctx,
    tx,
    wishes.map((wish) => requestOf(wish, untried(wish))),
  );
  const reservations = new Map<W, Reservation>();
  let open = wishes;
  for (let race = 0; open.length > 0; race++) {
    for (const wish of open) {
      const requests = [requestOf(wish, untried(wish)), requestOf(wish, wish.spec)];
      const reservation = await each(wish, () => reserveIn(view, race < racesMax, requests));
      if (reservation) reservations.set(wish, reservation);
      else reservations.delete(wish);
    }
    const lost = await view.takeHeld();
    open = open.filter((wish) => lost.has(reservations.get(wish)?.won?.device.id ?? "0x"));
  }
  return reservations;
}

/** A device that had its turn is asked again only when no other can take the order. */
function untried({ spec, triedDevices }: Wish): Spec {
  if (triedDevices.length === 0) return spec;
  const excludedDevices = [...(spec.constraints.excludedDevices ?? []), ...triedDevices];
  return { ...spec, constraints: { ...spec.constraints, excludedDevices } };
}

async function reserveIn(
  view: RegistryView,
  mayHold: boolean,
  [first, second]: readonly MatchRequest[],
): Promise<Reservation> {
  let decision = await view.decide(first!);
  if (decision.ranked.length === 0 && first!.constraints !== second!.constraints)
    decision = await view.decide(second!);
  const [best] = decision.ranked;
  if (!best || !mayHold) return { decision };
  const device = view.record(best.device);
  view.hold(best.device, first!.resources);
  return { decision, won: { ranked: best, device } };
}
