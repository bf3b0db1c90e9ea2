import { ponder } from "ponder:registry";
import { tabPayments, tabTotals } from "ponder:schema";
import { moveBalance, moveEarnings, recordMovement } from "./balance";
import { placeOf, whenOf } from "./place";
import { charge } from "./sessions";

ponder.on("Escrow:TabRedeemed", async ({ event, context: { db } }) => {
  const { customer, operator, feeBps, key, redeemed, paid, fee } = event.args;
  await db.insert(tabPayments).values({ id: placeOf(event), ...event.args, ...whenOf(event) });
  await db
    .insert(tabTotals)
    .values({ customer, operator, feeBps, redeemed, paid, fees: fee })
    .onConflictDoUpdate((row) => ({ redeemed, paid: row.paid + paid, fees: row.fees + fee }));
  await charge(db, customer, key, paid);
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
