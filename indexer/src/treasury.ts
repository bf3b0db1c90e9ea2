import { ponder } from "ponder:registry";
import { treasuryBalances, treasuryMovements, treasuryPayments } from "ponder:schema";
import { isAddressEqual, type Hex } from "viem";
import { placeOf, textOf, whenOf, type Db, type Said } from "./place";

for (const direction of ["UsdcIn", "UsdcOut"] as const) {
  ponder.on(`${direction}:Transfer`, ({ event, context: { db, contracts } }) =>
    moveTreasury(db, event, contracts.Treasury.address),
  );
}

ponder.on("Treasury:Paid", async ({ event, context: { db } }) => {
  const { purpose, ...payment } = event.args;
  await db
    .insert(treasuryPayments)
    .values({ id: placeOf(event), ...payment, purpose: textOf(purpose), ...whenOf(event) });
});

type Transfer = Said & { args: { from: Hex; to: Hex; value: bigint } };

/** Counts a transfer of a token that the treasury is a side of; one to itself moves nothing. */
export async function moveTreasury(db: Db, event: Transfer, treasury: Hex): Promise<void> {
  const { from, to, value } = event.args;
  const [comes, goes] = [isAddressEqual(to, treasury), isAddressEqual(from, treasury)];
  if (comes === goes) return;
  const token = event.log.address;
  const amount = comes ? value : -value;
  await db
    .insert(treasuryMovements)
    .values({ id: placeOf(event), token, amount, counterparty: comes ? from : to, ...whenOf(event) });
  await db
    .insert(treasuryBalances)
    .values({ token, balance: amount })
    .onConflictDoUpdate(({ balance }) => ({ balance: balance + amount }));
}
