import "server-only";
import type { Hex } from "viem";
import { MarketError } from "@/lib/errors";
import type { OrderTerms, SignedFleet } from "@/lib/orders/signed-order";
import type { Context } from "@/server/context";
import { checkOrders } from "./check-orders";
import { orderOf } from "./place-order";

/**
 * Places the signed orders of a fleet: a device for each, no two of one group, all in one commit, or none and
 * the reason. Each order has its own lease and is paid on the tab of its own operator; all their ceilings
 * are held together. Answers with the orders' ids.
 */
export async function placeFleet(ctx: Context, fleet: SignedFleet): Promise<Hex[]> {
  const { spec, sessionKey, orders: signed } = fleet;
  const wanted = spec.fleet?.devices;
  if (wanted !== signed.length)
    throw new MarketError("INPUT_INVALID", {
      path: "orders",
      detail: `${signed.length} are signed, the spec asks for ${wanted ?? "no fleet"}`,
    });
  for (const { terms } of signed) requireSame(terms, signed[0]!.terms);
  if (new Set(signed.map(({ terms }) => terms.salt)).size < signed.length)
    throw new MarketError("INPUT_INVALID", { path: "orders", detail: "two of them have one salt" });
  const ids = await checkOrders(ctx, fleet);
  const [first, ...rest] = signed.map((each, at) => orderOf(ctx, ids[at]!, { spec, sessionKey, ...each }));
  await ctx.placing.add({ ctx, orders: [first!, ...rest] }, signed.length);
  ctx.log.info({ fleet: spec.fleet!.id, customer: first!.customer, orders: ids.length }, "fleet placed");
  return ids;
}

/** One intent: the customer's limits are the same for each device. */
function requireSame(terms: OrderTerms, first: OrderTerms): void {
  const different = (Object.keys(first) as (keyof OrderTerms)[]).find(
    (name) => name !== "salt" && terms[name] !== first[name],
  );
  if (different)
    throw new MarketError("INPUT_INVALID", {
      path: `orders.terms.${different}`,
      detail: "the orders of a fleet differ in their salts alone",
    });
}
