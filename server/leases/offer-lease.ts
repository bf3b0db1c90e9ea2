import "server-only";
import type { Executor } from "@/db/client";
import { insertRows } from "@/db/insert-rows";
import { feeInForce } from "@/db/queries/fee-in-force";
import { recordChange } from "@/db/queries/state-changes";
import { leases } from "@/db/schema/leases";
import type { orders } from "@/db/schema/orders";
import { leaseId } from "@/lib/chain/typed-data";
import { ceilingDown } from "@/lib/leases/cost";
import { leaseClocks } from "@/lib/leases/lease";
import { notify, topics } from "@/server/changes";
import { actorName, type Context } from "@/server/context";
import { tellDevice } from "@/server/devices/tell-device";
import type { Reservation } from "@/server/matching/reserve";

type Order = typeof orders.$inferSelect;
type Lease = Omit<typeof leases.$inferInsert, "feeBps">;

/** Longest time for which a device's terms hold before it must have started. */
const offerSeconds = 600;

/** A lease that its device is asked to take, and the order once it is. */
export type Offer = { order: Order; lease: Lease; actor: string };

/**
 * What a reservation makes of an order. The lease's id is the hash of the terms that the device will
 * countersign, as the contract names it.
 */
export function offerOf(
  ctx: Context,
  order: Order,
  { decision, won }: Required<Pick<Reservation, "decision" | "won">>,
): Offer {
  const at = ctx.now;
  const epoch = order.attempts + 1;
  const ratePerHour = BigInt(won.ranked.ratePerHour);
  const terms = {
    tier: won.device.tier,
    validUntil: Math.floor(at.getTime() / 1000) + offerSeconds,
    salt: BigInt(epoch),
  };
  const device = won.device.id;
  const lease: Lease = {
    id: leaseId({ device, order: order.id, ratePerHour, ...terms }),
    order: order.id,
    epoch,
    customer: order.customer,
    operator: won.device.operator,
    sessionKey: order.sessionKey,
    device,
    ratePerHour,
    ceiling: smaller(ceilingDown(order, ratePerHour), order.reserved),
    offer: { ...terms, salt: terms.salt.toString(), signature: null },
    state: "offered",
    reason: "MATCHED",
    facts: {},
    deadline: new Date(at.getTime() + leaseClocks.answerMs),
    offeredAt: at,
  };
  const triedDevices = [...order.triedDevices, device];
  const state = {
    state: "leased",
    reason: "MATCHED",
    facts: {},
    attempts: epoch,
    decision,
    triedDevices,
  } as const;
  return { order: { ...order, ...state }, lease, actor: actorName(ctx.actor) };
}

/** Writes the leases of orders that wait, at the fee in force, and wakes their devices when the transaction commits. The orders' own rows are the caller's. */
export async function sendOffers(tx: Executor, offers: readonly Offer[]): Promise<void> {
  if (offers.length === 0) return;
  const feeBps = await feeInForce(tx);
  await insertRows(
    tx,
    leases,
    offers.map(({ lease }) => ({ ...lease, feeBps })),
  );
  await recordChange(tx, ...offers.flatMap(ledgerOf));
  await tellDevice(tx, ...new Set(offers.map(({ lease }) => lease.device)));
  await notify(tx, ...offers.map(({ lease }) => topics.lease(lease.id)));
}

function ledgerOf({ lease: { id, order, device, epoch, offeredAt: at }, actor }: Offer) {
  const change = { reason: "MATCHED", actor, at } as const;
  return [
    { ...change, noun: "order", id: order, from: "waiting", to: "leased", facts: { lease: id, device } },
    { ...change, noun: "lease", id, from: null, to: "offered", facts: { device, epoch } },
  ] as const;
}

const smaller = (a: bigint, b: bigint) => (a < b ? a : b);
