import "server-only";
import { and, asc, eq, gt, inArray, ne, or, sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { leases } from "@/db/schema/leases";
import { orders } from "@/db/schema/orders";
import { summarise } from "@/lib/matching/explain";
import { priceAlone } from "@/lib/matching/weights";
import { matchRequest } from "@/lib/matching/match-request";
import type { Context } from "@/server/context";
import { endOrder } from "@/server/leases/end-lease";
import { offerOf, sendOffers, type Offer } from "@/server/leases/offer-lease";
import { racesMax, reserveEach, type Party, type Reservation, type Wish } from "@/server/matching/reserve";
import { takeTurn } from "@/server/matching/take-turn";
import { weightsInForce } from "@/server/matching/weights-in-force";
import { decideAlone } from "./decide-alone";
import { isUncounted, whyWaiting } from "./why-waiting";

type Order = typeof orders.$inferSelect;
type Sibling = NonNullable<Wish["siblings"]>[number];

/**
 * Tries every waiting order again, oldest first: something about the devices has changed. An order whose
 * customer chose not to wait is here only because its device gave it back; if no other takes it, it ends.
 */
export async function matchWaiting(ctx: Context, ordersAtOnce = 250): Promise<void> {
  let counted = 0;
  for await (const page of waitingOrders(ctx, ordersAtOnce)) {
    const worthTrying = await whichAreWorthTrying(ctx, page);
    if (worthTrying.length > 0) {
      const unmatched = await ctx.db.transaction((tx) => matchAll(ctx, tx, worthTrying));
      // In transactions of their own: an end locks the account, which comes before the capacity that is held here.
      for (const each of unmatched) await endUnmatched(ctx, each);
    }
    for (const order of page)
      if (counted < countedAtOnce && isUncounted(order) && !worthTrying.includes(order))
        counted += Number(await countFor(ctx, order));
  }
}

/** Orders that are told in one go which limits are in their way: each takes as long as asking every device. */
const countedAtOnce = 20;

/**
 * Counts for an order that waits in a large market what was not counted in its turn; false where there is a device for
 * it by now, or would be if it were of no fleet: that is quick, and keeps nobody else from being counted for.
 */
async function countFor(ctx: Context, order: Order): Promise<boolean> {
  const decision = await decideAlone(ctx, order);
  if (decision.ranked.length > 0) return false;
  await ctx.db
    .update(orders)
    .set(
      order.reason === "WAITING_FOR_DEVICE" ? { ...whyWaiting(order, { decision }), decision } : { decision },
    )
    .where(and(eq(orders.id, order.id), eq(orders.state, "waiting"), eq(orders.reason, order.reason)));
  return true;
}

/** Matches those that still wait and that nobody else is at work on. Gives back those that found nothing and would not wait. */
async function matchAll(ctx: Context, tx: Executor, tried: readonly Order[]): Promise<Unmatched[]> {
  await takeTurn(tx);
  const waiting = await lockWaiting(tx, tried);
  const held = await readHeld(tx, waiting);
  const matched = new Map<Order, Sibling>();
  const parties = await partiesOf(tx, waiting);
  const reservations = await reserveEach(ctx, tx, parties, async (party, reserve) => {
    const [wish] = party;
    // Whoever comes again has lost what it got: that does not keep it out of that group.
    for (const each of party) matched.delete(each);
    wish.siblings = [
      ...held.filter((lease) => isOneFleet(lease, wish)),
      ...[...matched].filter(([other]) => isOneFleet(other, wish)).map(([, sibling]) => sibling),
    ];
    const reserved = await reserve();
    for (const [at, { won }] of reserved.entries()) if (won) matched.set(party[at]!, won.ranked);
    return reserved;
  });
  const offers: Offer[] = [];
  const unmatched: Unmatched[] = [];
  for (const [{ siblings: _, ...order }, reservation] of reservations) {
    const { decision, won } = reservation;
    if (won) offers.push(offerOf(ctx, order, { decision, won }));
    else if (order.spec.whenNothingMatches === "refuse") unmatched.push({ order, reservation });
    else await change(tx, { ...order, ...whyWaiting(order, reservation) });
  }
  for (const { order } of offers) await change(tx, order);
  await sendOffers(tx, offers);
  return unmatched;
}

/** Those that still wait, oldest first; of a fleet that never had a device all that do, wherever the page ended. */
async function lockWaiting(tx: Executor, tried: readonly Order[]): Promise<Order[]> {
  const ids = tried.map(({ id }) => id);
  const fleets = tried.filter(isOfWhole).flatMap(({ fleet }) => fleet ?? []);
  return tx
    .select()
    .from(orders)
    .where(and(or(inArray(orders.id, ids), inArray(orders.fleet, fleets)), eq(orders.state, "waiting")))
    .orderBy(asc(orders.createdAt), asc(orders.id))
    .for("update", { skipLocked: true });
}

/** A fleet that waits gets all its devices or none; an order that had one already goes its own way. */
const isOfWhole = ({ fleet, attempts }: Order) => fleet !== null && attempts === 0;

type Waiting = Order & { siblings: Sibling[] };

/** What is matched as one: each order alone, and the orders of a fleet that never had a device together, if all are here. */
async function partiesOf(tx: Executor, waiting: readonly Order[]): Promise<Party<Waiting>[]> {
  const nameOf = ({ fleet, customer }: Pick<Order, "fleet" | "customer">) => `${customer} ${fleet}`;
  const wishes = waiting.map((order): Waiting => ({ ...order, siblings: [] }));
  const parties = Map.groupBy(wishes, (wish) => (isOfWhole(wish) ? nameOf(wish) : wish.id));
  const here = new Set(waiting.map(({ id }) => id));
  for (const other of await readWanted(tx, waiting.filter(isOfWhole)))
    if (!here.has(other.id)) parties.delete(nameOf(other));
  return [...parties.values()].map(([wish, ...others]) => [wish!, ...others]);
}

/** The orders of these fleets, all but those that the customer has cancelled, who then wants so many fewer. */
async function readWanted(tx: Executor, whole: readonly Order[]) {
  const fleets = whole.flatMap(({ fleet }) => fleet ?? []);
  if (fleets.length === 0) return [];
  return tx
    .select({ id: orders.id, fleet: orders.fleet, customer: orders.customer })
    .from(orders)
    .where(and(inArray(orders.fleet, fleets), ne(orders.reason, "CANCELLED_BY_CUSTOMER")));
}

/** The devices that orders of these fleets have now. An order that lost its device stays apart from them, and within the budget. */
async function readHeld(tx: Executor, waiting: readonly Order[]) {
  const fleets = waiting.flatMap(({ fleet }) => fleet ?? []);
  if (fleets.length === 0) return [];
  const held = await tx
    .select({
      fleet: orders.fleet,
      customer: orders.customer,
      device: leases.device,
      ratePerHour: leases.ratePerHour,
    })
    .from(leases)
    .innerJoin(orders, eq(orders.id, leases.order))
    .where(and(inArray(orders.fleet, fleets), ne(leases.state, "ended")));
  return held.map((each) => ({ ...each, ratePerHour: Number(each.ratePerHour) }));
}

/** Two customers may have drawn one id. */
const isOneFleet = (one: Pick<Order, "fleet" | "customer">, other: Pick<Order, "fleet" | "customer">) =>
  one.fleet !== null && one.fleet === other.fleet && one.customer === other.customer;

function change(tx: Executor, { id, state, reason, facts, attempts, triedDevices, decision }: Order) {
  return tx
    .update(orders)
    .set({ state, reason, facts, attempts, triedDevices, decision })
    .where(eq(orders.id, id));
}

type Unmatched = { order: Order; reservation: Reservation };

async function endUnmatched(ctx: Context, { order, reservation }: Unmatched): Promise<void> {
  const { decision, isOutrun } = reservation;
  const counted = isOutrun || decision.isCounted ? decision : await decideAlone(ctx, order);
  const summary = summarise(counted.ranked.length > 0 ? decision : counted);
  await ctx.db.transaction(async (tx) => {
    const [still] = await tx.select().from(orders).where(eq(orders.id, order.id)).for("update");
    if (still?.state !== "waiting") return;
    if (isOutrun) await endOrder(ctx, tx, still, "OTHERS_WERE_QUICKER", { races: racesMax });
    else await endOrder(ctx, tx, still, "NO_MATCH", { summary });
  });
}

/**
 * In a large market most waiting orders still find nothing, and the index says so in a fraction of a
 * millisecond: no transaction is begun for them, and what their decision says about why stays.
 */
async function whichAreWorthTrying(ctx: Context, page: readonly Order[]): Promise<readonly Order[]> {
  const index = await ctx.registry.catchUp(ctx.now);
  if (index.size <= ctx.registry.askedOneByOne) return page;
  const weights = await weightsInForce(ctx.db);
  return page.filter((order) => {
    const { id, spec, maxRatePerHour, decision } = order;
    if (!decision || spec.whenNothingMatches === "refuse") return true;
    const request = matchRequest(id, spec, Number(maxRatePerHour), weights(spec.objective));
    if (!isOfWhole(order)) return index.best(request, 1).length > 0;
    // Too few, or too dear, whether they are apart or not.
    const others = page.filter((other) => isOfWhole(other) && isOneFleet(other, order));
    const cheapest = index.best({ ...request, weights: priceAlone }, others.length);
    const rate = cheapest.reduce((sum, { score }) => sum + score, 0);
    return cheapest.length === others.length && rate <= (spec.fleet?.maxRatePerHour ?? Infinity);
  });
}

/** Every waiting order, oldest first, some at a time: however many wait, none is out of reach. */
async function* waitingOrders(ctx: Context, ordersAtOnce: number): AsyncGenerator<Order[]> {
  const startable = gt(orders.startBy, Math.floor(ctx.now.getTime() / 1000));
  let last: Order | undefined;
  do {
    const after =
      last && sql`(${orders.createdAt}, ${orders.id}) > (${last.createdAt.toISOString()}, ${last.id})`;
    const page = await ctx.db
      .select()
      .from(orders)
      .where(and(eq(orders.state, "waiting"), startable, after))
      .orderBy(asc(orders.createdAt), asc(orders.id))
      .limit(ordersAtOnce);
    if (page.length > 0) yield page;
    last = page.length === ordersAtOnce ? page.at(-1) : undefined;
  } while (last);
}
