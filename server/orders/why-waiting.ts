import "server-only";
import type { orders } from "@/db/schema/orders";
import { summarise } from "@/lib/matching/explain";
import { summariseFleet } from "@/lib/matching/fleet";
import type { Reservation } from "@/server/matching/reserve";

type Order = typeof orders.$inferSelect;

/** Why an order that found nothing goes on waiting: for a device, or for all of its fleet together. */
export function whyWaiting(
  { spec: { fleet } }: Order,
  { decision, fit }: Reservation,
): Pick<Order, "reason" | "facts" | "decision"> {
  if (!fleet || !fit)
    return { reason: "WAITING_FOR_DEVICE", facts: { summary: summarise(decision) }, decision };
  const together = fit.leastRate === undefined ? "" : `, so many together from ${fit.leastRate} µ$/h`;
  const summary = `${summariseFleet(fleet.spread, fit, decision)}${together}`;
  return { reason: "WAITING_FOR_FLEET", facts: { summary }, decision };
}
