import "server-only";
import { inArray, or } from "drizzle-orm";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { insertRows } from "@/db/insert-rows";
import { recordChange, type NewStateChange } from "@/db/queries/state-changes";
import { retryAborted } from "@/db/retry-aborted";
import { orders } from "@/db/schema/orders";
import { MarketError } from "@/lib/errors";
import { summarise } from "@/lib/matching/explain";
import { summariseFleet } from "@/lib/matching/fleet";
import type { Decision } from "@/lib/matching/match";
import type { Context } from "@/server/context";
import { enqueueMatchWaiting } from "@/server/jobs/enqueue";
import { offerOf, sendOffers } from "@/server/leases/offer-lease";
import { racesMax, reserveEach, type Party, type Reservation } from "@/server/matching/reserve";
import { takeTurn } from "@/server/matching/take-turn";
import { Purses, type Payer } from "./purses";
import { isUncounted, whyWaiting } from "./why-waiting";
import { countUnsignedVouchers } from "./unsigned-vouchers";

type Order = typeof orders.$inferSelect;

/** An order whose signatures and times are good, or all of a fleet, with the request that brought them. */
export type Placement = { ctx: Context; orders: Party<Order> };

/**
 * Places orders that came at one time, one after the other in one transaction: holds the ceiling of each of
 * balance and cap, reserves its device and offers it the lease. Says of each why it was refused; those leave
 * nothing behind, and of a fleet all are placed or none. However many single orders there are, the statements are
 * as many; each fleet adds a reading for every page of devices that it looks at.
 */
export async function placeOrders(placements: readonly Placement[]): Promise<(MarketError | undefined)[]> {
  const { ctx } = placements.at(-1)!;
  // An index that has far to go, or is not loaded yet, goes there before anybody waits for our turn to end.
  await ctx.registry.catchUp(ctx.now);
  return retryAborted(() => ctx.db.transaction((tx) => placeInTurn(tx, placements)));
}

async function placeInTurn(
  tx: Executor,
  placements: readonly Placement[],
): Promise<(MarketError | undefined)[]> {
  const { ctx } = placements.at(-1)!;
  await takeTurn(tx);
  const parties = placements.map(({ orders: party }) => party);
  const all = parties.flat();
  const purses = await Purses.open(tx, all);
  const refuseEarly = await openGate(ctx, tx, all);
  const placed = new Map<Hex, Order>();
  const refusals = new Map<Party<Order>, MarketError>();
  const reservations = await reserveEach(ctx, tx, parties, async (party, reserve) => {
    try {
      if (placed.get(party[0].id) !== party[0]) {
        for (const order of party) refuseEarly(order, placed);
        purses.hold(payerOf(party));
        for (const order of party) placed.set(order.id, order);
      }
      const reserved = await reserve();
      const [first] = reserved;
      if (first.won || party[0].spec.whenNothingMatches === "wait") return reserved;
      purses.release(payerOf(party));
      for (const order of party) placed.delete(order.id);
      throw refusal(party, first);
    } catch (error) {
      if (!(error instanceof MarketError)) throw error;
      refusals.set(party, error);
      return undefined;
    }
  });
  await purses.write(tx);
  const written = placements.filter(({ orders: [first] }) => placed.get(first.id) === first);
  await write(
    tx,
    written.flatMap(({ ctx: asked, orders: party }) => party.map((order) => ({ ctx: asked, order }))),
    reservations,
  );
  return parties.map((party) => refusals.get(party));
}

/** What a party holds is held at once: of a fleet all that it may cost together. */
function payerOf(party: Party<Order>): Payer {
  const reserved = party.reduce((sum, order) => sum + order.reserved, 0n);
  return { ...party[0], reserved };
}

/**
 * What is refused before money is looked at: an order that is there already or belongs to a fleet that is, and
 * a customer who owes signatures.
 */
async function openGate(ctx: Context, tx: Executor, all: readonly Order[]) {
  const there = await tx
    .select({ id: orders.id, customer: orders.customer, fleet: orders.fleet })
    .from(orders)
    .where(
      or(
        inArray(
          orders.id,
          all.map(({ id }) => id),
        ),
        inArray(
          orders.fleet,
          all.flatMap(({ fleet }) => fleet ?? []),
        ),
      ),
    );
  const replayed = new Set(there.map(({ id }) => id));
  const customers = [...new Set(all.map(({ customer }) => customer))];
  const overdue = await countUnsignedVouchers(tx, customers, ctx.now);
  return ({ id, customer, fleet }: Order, placed: ReadonlyMap<Hex, Order>): void => {
    const count = overdue.get(customer);
    if (count) throw new MarketError("VOUCHERS_OUTSTANDING", { count });
    if (replayed.has(id) || placed.has(id)) throw new MarketError("ORDER_REPLAYED", { order: id });
    const isOfSame = (other: Pick<Order, "customer" | "fleet">) =>
      other.fleet === fleet && other.customer === customer;
    if (fleet && (there.some(isOfSame) || [...placed.values()].some(isOfSame)))
      throw new MarketError("INPUT_INVALID", {
        path: "spec.fleet.id",
        detail: "a fleet of yours has it already: draw another",
      });
  };
}

/** No device can take it, and which limits are in the way where that was counted. */
export function noMatch(decision: Decision): MarketError {
  const constraints = JSON.stringify(decision.constraints);
  return new MarketError("NO_MATCH", { summary: summarise(decision), constraints });
}

function refusal(party: Party<Order>, { decision, fit, isOutrun }: Reservation): MarketError {
  if (isOutrun) return new MarketError("OTHERS_WERE_QUICKER", { races: racesMax });
  if (!fit) return noMatch(decision);
  if (fit.leastRate !== undefined)
    return new MarketError("FLEET_OVER_BUDGET", {
      wanted: party.length,
      asked: fit.leastRate,
      allowed: party[0].spec.fleet!.maxRatePerHour!,
      fits: fit.picked.length,
    });
  return new MarketError("FLEET_TOO_LARGE", {
    fits: fit.picked.length,
    wanted: party.length,
    summary: summariseFleet(party[0].spec.fleet!.spread, fit, decision),
    constraints: JSON.stringify(decision.constraints),
  });
}

/** The rows of orders that found a device, with their leases, and of those that wait for one. */
async function write(
  tx: Executor,
  placed: readonly { ctx: Context; order: Order }[],
  reservations: ReadonlyMap<Order, Reservation>,
): Promise<void> {
  if (placed.length === 0) return;
  const outcomes = placed.map(({ ctx, order }) => {
    const reservation = reservations.get(order)!;
    const { decision, won } = reservation;
    return won
      ? offerOf(ctx, order, { decision, won })
      : { order: { ...order, ...whyWaiting(order, reservation) } };
  });
  await insertRows(
    tx,
    orders,
    outcomes.map(({ order }) => order),
  );
  await recordChange(tx, ...placed.map(({ order }) => placedChange(order)));
  await sendOffers(
    tx,
    outcomes.flatMap((outcome) => ("lease" in outcome ? outcome : [])),
  );
  const waiting = outcomes.flatMap((outcome) => ("lease" in outcome ? [] : outcome.order));
  await recordChange(tx, ...waiting.map(waitingChange));
  if (waiting.some(isUncounted)) await enqueueMatchWaiting(tx);
}

function placedChange({ id, customer, createdAt }: Order): NewStateChange {
  const change = { noun: "order", id, from: null, to: "waiting", reason: "ORDER_PLACED" } as const;
  return { ...change, actor: customer, at: createdAt };
}

function waitingChange({ id, reason, facts, createdAt }: Order): NewStateChange {
  const change = { noun: "order", id, from: "waiting", to: "waiting", reason } as const;
  return { ...change, facts, actor: "gateway", at: createdAt };
}
