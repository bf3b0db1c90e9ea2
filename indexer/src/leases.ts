import { ponder } from "ponder:registry";
import { cancelledOrders, leaseAttestations, leaseDeposits, leasePayments, slaCredits } from "ponder:schema";
import type { Hex } from "viem";
import { moveBalance, moveEarnings, recordMovement } from "./balance";
import { placeOf, textOf, whenOf, type Db } from "./place";
import { charge } from "./sessions";
import { addTotal } from "./totals";

ponder.on("Leases:LeaseOpened", async ({ event, context: { db } }) => {
  const { lease, ...terms } = event.args;
  const { customer, operator, key, deposit, cover } = terms;
  await db.insert(leaseDeposits).values({
    id: lease,
    ...terms,
    paid: 0n,
    fees: 0n,
    credited: 0n,
    refunded: 0n,
    downSeconds: 0,
    finalised: false,
    closedBy: null,
    closeReason: null,
    ...whenOf(event),
  });
  await charge(db, customer, key, deposit);
  await addTotal(db, "held", deposit + cover);
  await moveBalance(db, customer, -deposit);
  await recordMovement(db, event, {
    wallet: customer,
    kind: "lease-deposit",
    amount: deposit,
    counterparty: operator,
  });
  if (cover === 0n) return;
  await moveBalance(db, operator, -cover);
  await recordMovement(db, event, { wallet: operator, kind: "cover", amount: cover, counterparty: customer });
});

ponder.on("Leases:LeaseToppedUp", async ({ event, context: { db } }) => {
  const { lease, from, amount, deposit } = event.args;
  await db.update(leaseDeposits, { id: lease }).set({ deposit });
  await addTotal(db, "held", amount);
  await moveBalance(db, from, -amount);
  await recordMovement(db, event, { wallet: from, kind: "lease-top-up", amount });
});

ponder.on("Leases:LeasePaid", async ({ event, context: { db } }) => {
  const { lease, operator, amount, fee, paid, basis } = event.args;
  const { customer, device } = await theLease(db, lease);
  await db.update(leaseDeposits, { id: lease }).set((row) => ({ paid, fees: row.fees + fee }));
  await db.insert(leasePayments).values({
    id: placeOf(event),
    lease,
    customer,
    operator,
    device,
    amount,
    fee,
    paid,
    basis: textOf(basis),
    ...whenOf(event),
  });
  await addTotal(db, "held", -amount);
  await moveEarnings(db, operator, { earned: amount - fee, fees: fee });
});

ponder.on("Leases:LeaseAttested", async ({ event, context: { db } }) => {
  const { lease, epoch, downSeconds } = event.args;
  const { device } = await theLease(db, lease);
  await db.update(leaseDeposits, { id: lease }).set({ downSeconds });
  await db
    .insert(leaseAttestations)
    .values({ id: placeOf(event), lease, device, epoch, downSeconds, ...whenOf(event) });
});

ponder.on("Leases:SlaCredited", async ({ event, context: { db } }) => {
  const { lease, window, upBps, credit, cover } = event.args;
  const { customer, operator, device } = await theLease(db, lease);
  await db
    .update(leaseDeposits, { id: lease })
    .set(({ credited }) => ({ cover, credited: credited + credit }));
  await db.insert(slaCredits).values({
    id: placeOf(event),
    lease,
    customer,
    operator,
    device,
    window,
    upBps: Number(upBps),
    credit,
    cover,
    ...whenOf(event),
  });
  await addTotal(db, "held", -credit);
  await moveEarnings(db, operator, { credited: credit });
  await moveBalance(db, customer, credit);
  await recordMovement(db, event, {
    wallet: customer,
    kind: "sla-credit",
    amount: credit,
    counterparty: operator,
  });
});

ponder.on("Leases:LeaseClosed", async ({ event, context: { db } }) => {
  const { lease, by, endedAt, reason } = event.args;
  await db
    .update(leaseDeposits, { id: lease })
    .set({ endsAt: endedAt, closedBy: by, closeReason: textOf(reason) });
});

ponder.on("Leases:LeaseFinalised", async ({ event, context: { db } }) => {
  const { lease, refund, cover } = event.args;
  const { customer, operator, key } = await theLease(db, lease);
  await db.update(leaseDeposits, { id: lease }).set({ finalised: true, refunded: refund, cover: 0n });
  await charge(db, customer, key, -refund);
  await addTotal(db, "held", -refund - cover);
  await moveBalance(db, customer, refund);
  if (refund > 0n)
    await recordMovement(db, event, {
      wallet: customer,
      kind: "lease-refund",
      amount: refund,
      counterparty: operator,
    });
  if (cover === 0n) return;
  await moveBalance(db, operator, cover);
  await recordMovement(db, event, {
    wallet: operator,
    kind: "cover-returned",
    amount: cover,
    counterparty: customer,
  });
});

ponder.on("Leases:OrderCancelled", async ({ event, context: { db } }) => {
  await db.insert(cancelledOrders).values({ ...event.args, ...whenOf(event) });
});

async function theLease(db: Db, id: Hex): Promise<typeof leaseDeposits.$inferSelect> {
  const row = await db.find(leaseDeposits, { id });
  if (!row) throw new Error(`Lease ${id} goes on but was never opened: the indexer began too late.`);
  return row;
}
