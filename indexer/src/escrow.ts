import { ponder } from "ponder:registry";
import { sessions, tabPayments, tabTotals } from "ponder:schema";
import { moveBalance, moveEarnings, placeOf, recordMovement, takeOldest, whenOf } from "./balance";

ponder.on("Escrow:Deposited", async ({ event, context: { db } }) => {
  const { customer, from, amount } = event.args;
  await moveBalance(db, customer, amount);
  await recordMovement(db, event, { wallet: customer, kind: "deposit", amount, counterparty: from });
});

ponder.on("Escrow:Thawing", async ({ event, context: { db } }) => {
  const { customer, amount, readyAt } = event.args;
  await moveBalance(db, customer, 0n, (thaws) => [...thaws, { amount: amount.toString(), readyAt }]);
  await recordMovement(db, event, { wallet: customer, kind: "thaw", amount });
});

ponder.on("Escrow:ThawCancelled", async ({ event, context: { db } }) => {
  const { customer, amount } = event.args;
  await moveBalance(db, customer, 0n, () => []);
  await recordMovement(db, event, { wallet: customer, kind: "thaw-cancelled", amount });
});

ponder.on("Escrow:Withdrawn", async ({ event, context: { db } }) => {
  const { customer, amount } = event.args;
  await moveBalance(db, customer, -amount, (thaws) => takeOldest(thaws, amount));
  await recordMovement(db, event, { wallet: customer, kind: "withdrawal", amount });
});

ponder.on("Escrow:EarningsWithdrawn", async ({ event, context: { db } }) => {
  const { operator, payout, amount } = event.args;
  await moveEarnings(db, operator, { withdrawn: amount });
  await recordMovement(db, event, {
    wallet: operator,
    kind: "earnings-withdrawn",
    amount,
    counterparty: payout,
  });
});

ponder.on("Escrow:EarningsKept", async ({ event, context: { db } }) => {
  const { operator, amount } = event.args;
  await moveEarnings(db, operator, { withdrawn: amount });
  await moveBalance(db, operator, amount);
  await recordMovement(db, event, { wallet: operator, kind: "earnings-kept", amount });
});

ponder.on("Escrow:SessionAuthorised", async ({ event, context: { db } }) => {
  const { customer, key, cap, validUntil, scope } = event.args;
  await db
    .insert(sessions)
    .values({
      customer,
      key,
      cap,
      validUntil,
      scope,
      spent: 0n,
      revoked: false,
      transaction: event.transaction.hash,
    });
});

ponder.on("Escrow:SessionRevoked", async ({ event, context: { db } }) => {
  const { customer, key } = event.args;
  await db.update(sessions, { customer, key }).set({ revoked: true });
});

ponder.on("Escrow:TabRedeemed", async ({ event, context: { db } }) => {
  const { customer, operator, key, cumulative, redeemed, paid, fee } = event.args;
  await db
    .insert(tabPayments)
    .values({
      id: placeOf(event),
      customer,
      operator,
      key,
      cumulative,
      redeemed,
      paid,
      fee,
      ...whenOf(event),
    });
  await db
    .insert(tabTotals)
    .values({ customer, operator, redeemed, paid, fees: fee })
    .onConflictDoUpdate((row) => ({ redeemed, paid: row.paid + paid, fees: row.fees + fee }));
  await db.update(sessions, { customer, key }).set((row) => ({ spent: row.spent + paid }));
  await moveBalance(db, customer, -paid);
  await moveEarnings(db, operator, { earned: paid - fee, fees: fee });
  await recordMovement(db, event, {
    wallet: customer,
    kind: "payment",
    amount: paid,
    fee,
    counterparty: operator,
  });
});
