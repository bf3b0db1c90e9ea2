import "server-only";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { rateOf, type FleetFit } from "@/lib/matching/fleet";
import type { Decision } from "@/lib/matching/match";
import { matchRequest, type DeviceRecord, type MatchRequest } from "@/lib/matching/match-request";
import type { Ranked } from "@/lib/matching/rank";
import type { Spec } from "@/lib/orders/spec";
import type { Context } from "@/server/context";
import { RegistryView } from "./registry-view";
import { weightsInForce } from "./weights-in-force";

/** How often a lost race is run again before the order is told that others were quicker. */
export const racesMax = 20;

export type Reservation = {
  decision: Decision;
  won?: { ranked: Ranked; device: DeviceRecord };
  /** What was found for it and the others of its party; left out for an order that is of no fleet, or one alone. */
  fit?: FleetFit;
  /** There are devices for it: others took one of them first, so often that it was given up. */
  isOutrun?: true;
};

/** What of an order the engine is told. */
export type Wish = {
  id: Hex;
  spec: Spec;
  maxRatePerHour: bigint;
  triedDevices: readonly Hex[];
  /** What other orders of its fleet have: it gets a device of none of their groups, and what they leave of the budget. */
  siblings?: readonly Pick<Ranked, "device" | "ratePerHour">[];
};

/** Wishes that get a device each, or none of them does: one order, or the orders of a fleet. */
export type Party<W> = readonly [W, ...W[]];

/** What a party got: a reservation for each of its wishes, in their order, all of them won or none. */
type PartyReservation = readonly [Reservation, ...Reservation[]];

/**
 * Decides for parties one after the other and takes the best devices of each, in the caller's transaction and
 * turn (`takeTurn`): `each` is given a party and how to reserve for it, and may leave it alone. What a device
 * turns out not to have, although it was held of it, is decided again: memory may be behind, the conditional
 * update never is. A party that lost one of its devices gives the others back first.
 */
export async function reserveEach<W extends Wish>(
  ctx: Pick<Context, "registry" | "now">,
  tx: Executor,
  parties: readonly Party<W>[],
  each: (party: Party<W>, reserve: () => Promise<PartyReservation>) => Promise<PartyReservation | undefined>,
): Promise<Map<W, Reservation>> {
  const weights = await weightsInForce(tx);
  const requestOf = ({ id, maxRatePerHour }: Wish, spec: Spec) =>
    matchRequest(id, spec, Number(maxRatePerHour), weights(spec.objective));
  const requests = new Map(parties.map((party) => [party, requestOf(party[0], untried(party[0]))]));
  const view = await RegistryView.open(ctx, tx, [...requests.values()], { inTurn: true });
  const reservations = new Map<Party<W>, PartyReservation>();
  let open = parties;
  for (let race = 0; open.length > 0; race++) {
    for (const party of open) {
      const [first] = party;
      const asked = [requests.get(party)!, requestOf(first, first.spec)] as const;
      const reserved = await each(party, () => reserveIn(view, race < racesMax, party, asked));
      if (reserved) reservations.set(party, reserved);
      else reservations.delete(party);
    }
    const lost = await view.takeHeld();
    const devicesOf = (party: Party<W>) =>
      (reservations.get(party) ?? []).flatMap(({ won }) => won?.device.id ?? []);
    open = open.filter((party) => devicesOf(party).some((device) => lost.has(device)));
    for (const party of open)
      for (const device of devicesOf(party))
        if (!lost.has(device)) await view.giveBack(device, party[0].spec.resources);
  }
  return new Map(
    [...reservations].flatMap(([party, all]) => party.map((wish, at) => [wish, all[at]!] as const)),
  );
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
  party: Party<Wish>,
  [first, second]: readonly [MatchRequest, MatchRequest],
): Promise<PartyReservation> {
  let found = await decideIn(view, first, party);
  if (found.picked.length < party.length && first.constraints !== second.constraints)
    found = await decideIn(view, second, party);
  const { decision, picked, fit } = found;
  const [best, ...rest] = picked;
  const isThere = picked.length === party.length;
  if (!best || !isThere || !mayHold) {
    const why = { ...(fit && party.length > 1 && { fit }), ...(isThere && { isOutrun: true as const }) };
    const nothing = { decision, ...why };
    return [nothing, ...party.slice(1).map(() => nothing)];
  }
  const take = (ranked: Ranked) => {
    const device = view.record(ranked.device);
    view.hold(ranked.device, first.resources);
    return { decision: firstIn(decision, ranked, picked), won: { ranked, device } };
  };
  return [take(best), ...rest.map(take)];
}

type Found = { decision: Decision; picked: Ranked[]; fit?: FleetFit };

async function decideIn(view: RegistryView, request: MatchRequest, party: Party<Wish>): Promise<Found> {
  const [{ spec, siblings = [] }] = party;
  if (!spec.fleet) {
    const decision = await view.decide(request);
    return { decision: { ...decision, weights: request.weights }, picked: decision.ranked.slice(0, 1) };
  }
  const { spread, maxRatePerHour: all = Infinity } = spec.fleet;
  const budget = Math.max(0, all - rateOf(siblings));
  // To one device a budget is a price limit, and is told as one.
  const asked =
    party.length > 1 ? request : { ...request, maxRatePerHour: Math.min(request.maxRatePerHour, budget) };
  const devices = siblings.map(({ device }) => device);
  const wish = { spread, wanted: party.length, siblings: devices, budget };
  const { decision, fit } = await view.decideFleet(asked, wish);
  return { decision: { ...decision, weights: request.weights }, picked: fit.picked, fit };
}

/** The decision as one order of a fleet has it: its own device first, and none that another of them got. */
function firstIn(decision: Decision, own: Ranked, picked: readonly Ranked[]): Decision {
  if (picked.length === 1) return decision;
  return { ...decision, ranked: [own, ...decision.ranked.filter((each) => !picked.includes(each))] };
}
