import { ponder } from "ponder:registry";
import { moveBalance, moveEarnings, recordMovement } from "./balance";
import { setFigure } from "./figures";
import { takeOldest } from "./thaws";
import { addTotal } from "./totals";

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

ponder.on("Escrow:FeeAdopted", ({ event, context: { db } }) =>
  setFigure(db, event, { contract: "escrow", name: "feeBps", value: event.args.feeBps }),
);

ponder.on("Escrow:FeesSwept", ({ event, context: { db } }) => addTotal(db, "feesSwept", event.args.amount));

ponder.on("Escrow:IntakePausedUntil", ({ event, context: { db } }) =>
  setFigure(db, event, { contract: "escrow", name: "intakePausedUntil", value: event.args.until }),
);
