import "server-only";
import type { Hex } from "viem";
import type { orders } from "@/db/schema/orders";
import { MarketError } from "@/lib/errors";
import { ceilingDown } from "@/lib/leases/cost";
import type { SignedOrder } from "@/lib/orders/signed-order";
import type { Context } from "@/server/context";
import { checkOrders } from "./check-orders";

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
  await ctx.placing.add({ ctx, orders: [orderOf(ctx, id!, signed)] });
  ctx.log.info({ order: id, customer: signed.terms.customer }, "order placed");
  return id!;
}

/** The row of an order that is checked and not decided yet. */
export function orderOf(
  ctx: Context,
  id: Hex,
  { spec, terms, sessionKey, signature }: SignedOrder,
): typeof orders.$inferSelect {
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
