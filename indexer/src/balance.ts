import { balances, movements, operators, type Thaw } from "ponder:schema";
import type { Hex } from "viem";
import { placeOf, whenOf, type Db, type Said } from "./place";
import { takeOldestOver, totalThawing } from "./thaws";
import { addTotal } from "./totals";

type Balance = typeof balances.$inferSelect;

const empty = { balance: 0n, thawing: 0n, thawedAt: null, thaws: [] };

/**
 * Moves a balance by a signed amount and its thaws to what they are after it. A payment takes what is free first
 * and then of the oldest thaw.
 */
export async function moveBalance(
  db: Db,
  customer: Hex,
  by: bigint,
  thaws: (before: Thaw[], balance: bigint) => Thaw[] = takeOldestOver,
): Promise<void> {
  const before: Omit<Balance, "customer"> = (await db.find(balances, { customer })) ?? empty;
  const balance = before.balance + by;
  const after = thaws(before.thaws, balance);
  const next = {
    balance,
    thaws: after,
    thawing: totalThawing(after),
    thawedAt: after.at(-1)?.readyAt ?? null,
  };
  await db
    .insert(balances)
    .values({ customer, ...next })
    .onConflictDoUpdate(next);
}

const nothing = { payout: null, earned: 0n, fees: 0n, withdrawn: 0n, credited: 0n };

/** An operator's figures moved by what an event says; its fees are the market's too. */
export async function moveEarnings(
  db: Db,
  operator: Hex,
  by: { earned?: bigint; fees?: bigint; withdrawn?: bigint; credited?: bigint },
): Promise<void> {
  const { earned = 0n, fees = 0n, withdrawn = 0n, credited = 0n } = by;
  await db
    .insert(operators)
    .values({ operator, ...nothing, earned, fees, withdrawn, credited })
    .onConflictDoUpdate((row) => ({
      earned: row.earned + earned,
      fees: row.fees + fees,
      withdrawn: row.withdrawn + withdrawn,
      credited: row.credited + credited,
    }));
  if (fees !== 0n) await addTotal(db, "feesBooked", fees);
}

export async function setPayout(db: Db, operator: Hex, payout: Hex): Promise<void> {
  await db
    .insert(operators)
    .values({ operator, ...nothing, payout })
    .onConflictDoUpdate({ payout });
}

type Movement = Omit<
  typeof movements.$inferInsert,
  "id" | "transaction" | "block" | "at" | "fee" | "counterparty"
> & { fee?: bigint; counterparty?: Hex };

/** Writes one line of a wallet's history. */
export async function recordMovement(db: Db, event: Said, movement: Movement): Promise<void> {
  await db.insert(movements).values({
    fee: 0n,
    counterparty: null,
    ...movement,
    id: `${placeOf(event)}-${movement.kind}`,
    ...whenOf(event),
  });
}
