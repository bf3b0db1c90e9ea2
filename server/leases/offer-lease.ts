import "server-only";
import { eq } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { recordChange } from "@/db/queries/state-changes";
import { leases } from "@/db/schema/leases";
import { orders } from "@/db/schema/orders";
import { leaseId } from "@/lib/chain/typed-data";
import { ceilingDown } from "@/lib/leases/cost";
import { leaseClocks } from "@/lib/leases/lease";
import { notify, topics } from "@/server/changes";
import { actorName, type Context } from "@/server/context";
import { tellDevice } from "@/server/devices/tell-device";
import type { Reservation } from "@/server/matching/reserve-best";

type Order = typeof orders.$inferSelect;

/** Longest time for which a device's terms hold before it must have started. */
const offerSeconds = 600;

/**
 * Turns a reservation into a lease that its device is asked to take. The lease's id is the hash of the
 * terms that the device will countersign, as the contract names it.
 */
export async function offerLease(
  ctx: Context,
  tx: Executor,
  order: Order,
  { decision, won }: Required<Reservation>,
): Promise<Order> {
  const epoch = order.attempts + 1;
  const ratePerHour = BigInt(won.ranked.ratePerHour);
  const terms = {
    tier: won.device.tier,
    validUntil: Math.floor(ctx.now.getTime() / 1000) + offerSeconds,
    salt: BigInt(epoch),
  };
  const id = leaseId({ device: won.device.id, order: order.id, ratePerHour, ...terms });
  await tx.insert(leases).values({
    id,
    order: order.id,
    epoch,
    customer: order.customer,
    operator: won.device.operator,
    sessionKey: order.sessionKey,
    device: won.device.id,
    ratePerHour,
    ceiling: smaller(ceilingDown(order, ratePerHour), order.reserved),
    offer: { ...terms, salt: terms.salt.toString(), signature: null },
    state: "offered",
    reason: "MATCHED",
    facts: {},
    deadline: new Date(ctx.now.getTime() + leaseClocks.answerMs),
    offeredAt: ctx.now,
  });
  const [leased] = await tx
    .update(orders)
    .set({
      state: "leased",
      reason: "MATCHED",
      facts: {},
      attempts: epoch,
      decision,
      triedDevices: [...order.triedDevices, won.device.id],
    })
    .where(eq(orders.id, order.id))
    .returning();
  const change = { reason: "MATCHED", actor: actorName(ctx.actor), at: ctx.now } as const;
  await recordChange(tx, {
    ...change,
    noun: "order",
    id: order.id,
    from: order.state,
    to: "leased",
    facts: { lease: id, device: won.device.id },
  });
  await recordChange(tx, {
    ...change,
    noun: "lease",
    id,
    from: null,
    to: "offered",
    facts: { device: won.device.id, epoch },
  });
  await tellDevice(tx, won.device.id);
  await notify(tx, topics.lease(id));
  return leased!;
}

const smaller = (a: bigint, b: bigint) => (a < b ? a : b);
