import type { Assignment } from "@/lib/api/agent";
import { amountDown } from "@/lib/chain/roundings";
import { leaseId, sessionScope } from "@/lib/chain/typed-data";
import { MarketError } from "@/lib/errors";
import { orderIdOf } from "@/lib/orders/order-id";
import { orderFault, type Signing } from "@/lib/orders/order-proof";
import { specHash } from "@/lib/orders/spec";

/**
 * Checks a lease with the device's own eyes, as if the gateway were a stranger: that the customer's wallet
 * allowed the session key, that the key signed exactly this order over exactly this spec, that the price is
 * within it, and that the lease is the one these terms name. Throws NODE_REFUSED with what does not hold.
 */
export async function checkAssignment(
  signing: Signing,
  device: `0x${string}`,
  assignment: Assignment,
  nowMs: number,
): Promise<void> {
  const { order, session, offer, ratePerHour } = assignment;
  const { terms } = order;
  const seconds = Math.floor(nowMs / 1000);
  const unsigned = await orderFault(signing, { ...order, session });
  const named = leaseId({ device, order: assignment.orderId, ratePerHour, ...offer });
  const faults: [boolean, string][] = [
    [unsigned !== undefined, unsigned ?? ""],
    [session.terms.validUntil <= seconds, "the session key has ended"],
    [(session.terms.scope & sessionScope.tabs) === 0, "the session key may not sign for tabs"],
    [orderIdOf(terms) !== assignment.orderId, "the order is not the one that is named"],
    [specHash(order.spec) !== terms.specHash, "the spec is not the one that was signed"],
    [terms.startBy <= seconds, "the order had to start before now"],
    [
      ratePerHour > terms.maxRatePerHour,
      `${ratePerHour} µ$/h is over the ${terms.maxRatePerHour} µ$/h that were signed`,
    ],
    [terms.maxTotal > session.terms.cap, "the order's ceiling is over the session key's cap"],
    [terms.maxTotal < amountDown(ratePerHour, 1n), "the order's ceiling does not pay for one second"],
    [named !== assignment.leaseId, "the lease is not the one that these terms name"],
  ];
  const fault = faults.find(([holds]) => holds);
  if (fault) throw new MarketError("NODE_REFUSED", { detail: fault[1] });
}
