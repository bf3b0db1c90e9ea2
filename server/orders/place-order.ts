import "server-only";
import type { Hex } from "viem";
import type { orders } from "@/db/schema/orders";
import { MarketError } from "@/lib/errors";
import { ceilingDown } from "@/lib/leases/cost";
import type { SignedOrder } from "@/lib/orders/signed-order";
import type { Context } from "@/server/context";
import { checkOrders } from "./check-orders";
import { decideAlone } from "./decide-alone";
import { noMatch } from "./place-orders";

type Order = typeof orders.$inferSelect;

/**
 * Places a signed order: holds its ceiling of balance and cap, reserves the best device and offers it the
 * lease, all or nothing, together with the orders that come at the same time (`placeOrders`). If no device
 * can take it, it waits or is refused with every limit that stood in the way, as the customer chose.
 */
export async function placeOrder(ctx: Context, signed: SignedOrder): Promise<Hex> {
  if (signed.spec.fleet)
    throw new MarketError("INPUT_INVALID", {
      path: "spec.fleet",
      detail: "place all orders of a fleet at once",
    });
  const [id] = await checkOrders(ctx, { ...signed, orders: [signed] });
  const order = orderOf(ctx, id!, signed);
  await ctx.placing.add({ ctx, orders: [order] }).catch(async (error: unknown) => {
    throw await inFull(ctx, order, error);
  });
  ctx.log.info({ order: id, customer: signed.terms.customer }, "order placed");
  return id!;
}

/** A refusal with every limit counted: in the turn of a large market, in which others wait, nobody counts. */
async function inFull(ctx: Context, order: Order, error: unknown): Promise<unknown> {
  const isUncounted = ctx.registry.index.size > ctx.registry.countedInTurn;
  if (!(error instanceof MarketError) || error.code !== "NO_MATCH" || !isUncounted) return error;
  const decision = await decideAlone(ctx, order);
  return decision.ranked.length > 0 ? error : noMatch(decision);
}

/** The row of an order that is checked and not decided yet. */
export function orderOf(ctx: Context, id: Hex, { spec, terms, sessionKey, signature }: SignedOrder): Order {
  return {
    ...terms,
    salt: terms.salt.toString(),
    id,
    sessionKey,
    spec,
    fleet: spec.fleet?.id ?? null,
    signature,
    state: "waiting",
    reason: "ORDER_PLACED",
    facts: {},
    reserved: ceilingDown(terms, terms.maxRatePerHour),
    attempts: 0,
    triedDevices: [],
    decision: null,
    createdAt: ctx.now,
    endedAt: null,
  };
}
