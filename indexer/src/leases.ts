import { ponder } from "ponder:registry";
import { leaseDeposits, sessions } from "ponder:schema";
import { moveBalance, moveEarnings } from "./balance";

ponder.on("Leases:LeaseOpened", async ({ event, context: { db } }) => {
  const { lease, customer, operator, key, deposit, cover } = event.args;
  await db
    .insert(leaseDeposits)
    .values({
      id: lease,
      customer,
      operator,
      key,
      deposit,
      cover,
      paid: 0n,
      fees: 0n,
      state: "running",
      transaction: event.transaction.hash,
    });
  await db.update(sessions, { customer, key }).set((row) => ({ spent: row.spent + deposit }));
  await moveBalance(db, customer, -deposit);
  await moveBalance(db, operator, -cover);
});

ponder.on("Leases:LeaseToppedUp", async ({ event, context: { db } }) => {
  const { lease, from, amount, deposit } = event.args;
  await db.update(leaseDeposits, { id: lease }).set({ deposit });
  await moveBalance(db, from, -amount);
});

ponder.on("Leases:LeasePaid", async ({ event, context: { db } }) => {
  const { lease, operator, amount, fee, paid } = event.args;
  await db.update(leaseDeposits, { id: lease }).set((row) => ({ paid, fees: row.fees + fee }));
  await moveEarnings(db, operator, { earned: amount - fee, fees: fee });
});

ponder.on("Leases:LeaseClosed", async ({ event, context: { db } }) => {
  await db.update(leaseDeposits, { id: event.args.lease }).set({ state: "ended" });
});

ponder.on("Leases:LeaseFinalised", async ({ event, context: { db } }) => {
  const { lease, refund, cover } = event.args;
  const row = await db.find(leaseDeposits, { id: lease });
  if (!row) throw new Error(`Lease ${lease} was finalised but never opened: the indexer began too late.`);
  await db.update(leaseDeposits, { id: lease }).set({ state: "finalised" });
  await db
    .update(sessions, { customer: row.customer, key: row.key })
    .set((session) => ({ spent: session.spent - refund }));
  await moveBalance(db, row.customer, refund);
  await moveBalance(db, row.operator, cover);
});
