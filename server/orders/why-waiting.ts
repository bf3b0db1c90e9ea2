import "server-only";
import type { orders } from "@/db/schema/orders";
import { summarise } from "@/lib/matching/explain";
import { summariseFleet, type FleetFit } from "@/lib/matching/fleet";
import { racesMax, type Reservation } from "@/server/matching/reserve";

type Order = typeof orders.$inferSelect;

/** Why an order that found nothing goes on waiting: for a device, or for all of its fleet together. */
export function whyWaiting(
  { spec: { fleet } }: Order,
  { decision, fit, isOutrun }: Reservation,
): Pick<Order, "reason" | "facts" | "decision"> {
  const reason = fleet && fit ? "WAITING_FOR_FLEET" : "WAITING_FOR_DEVICE";
  const summary = isOutrun
    ? `others were quicker ${racesMax} times in a row`
    : fleet && fit
      ? `${summariseFleet(fleet.spread, fit, decision)}${together(fit)}`
      : summarise(decision);
  return { reason, facts: { summary }, decision };
}

/** From what budget on there would be enough of them, if there are. */
function together({ leastRate, isWhole }: FleetFit): string {
  if (leastRate === undefined) return "";
  return `, so many ${isWhole ? "" : "of those found "}together from ${leastRate} µ$/h`;
}

/** Whether nobody has counted yet which limits keep it waiting: in a large market that is not done while others wait for their turn. */
export const isUncounted = ({ decision }: Pick<Order, "decision">): boolean =>
  decision !== null && !decision.isCounted && decision.ranked.length === 0;
