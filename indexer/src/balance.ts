import type { Context, Event } from "ponder:registry";
import { balances, movements, operators, type Thaw } from "ponder:schema";
import type { Hex } from "viem";

type Db = Context["db"];
type Balance = typeof balances.$inferSelect;

const empty = { balance: 0n, thawing: 0n, thawedAt: null, thaws: [] };

/** Moves a balance by a signed amount and its thaws to what they are after it. */
export async function moveBalance(
  db: Db,
  customer: Hex,
  by: bigint,
  thaws?: (before: Thaw[], balance: bigint) => Thaw[],
): Promise<void> {
  const before: Omit<Balance, "customer"> = (await db.find(balances, { customer })) ?? empty;
  const balance = before.balance + by;
  const after = (thaws ?? takeOldestOver)(before.thaws, balance);
  const next = { balance, thaws: after, thawing: total(after), thawedAt: after.at(-1)?.readyAt ?? null };
  await db
    .insert(balances)
    .values({ customer, ...next })
    .onConflictDoUpdate(next);
}

/** A payment takes what is free first and then of the oldest thaw, so no more thaws than there is. */
function takeOldestOver(thaws: Thaw[], balance: bigint): Thaw[] {
  const over = total(thaws) - balance;
  return over > 0n ? takeOldest(thaws, over) : thaws;
}

/** The thaws that are left when an amount is taken, the oldest first. */
export function takeOldest(thaws: Thaw[], amount: bigint): Thaw[] {
  let left = amount;
  return thaws.flatMap((thaw) => {
    const taken = left < BigInt(thaw.amount) ? left : BigInt(thaw.amount);
    left -= taken;
    const rest = BigInt(thaw.amount) - taken;
    return rest > 0n ? [{ ...thaw, amount: rest.toString() }] : [];
  });
}

const total = (thaws: Thaw[]) => thaws.reduce((sum, { amount }) => sum + BigInt(amount), 0n);

/** An operator's figures moved by what an event says. */
export async function moveEarnings(
  db: Db,
  operator: Hex,
  by: { earned?: bigint; fees?: bigint; withdrawn?: bigint },
): Promise<void> {
  const { earned = 0n, fees = 0n, withdrawn = 0n } = by;
  await db
    .insert(operators)
    .values({ operator, payout: null, earned, fees, withdrawn })
    .onConflictDoUpdate((row) => ({
      earned: row.earned + earned,
      fees: row.fees + fees,
      withdrawn: row.withdrawn + withdrawn,
    }));
}

type Movement = Omit<
  typeof movements.$inferInsert,
  "id" | "transaction" | "block" | "at" | "fee" | "counterparty"
> & { fee?: bigint; counterparty?: Hex };

/** Writes one line of a wallet's history. */
export async function recordMovement(
  db: Db,
  event: Pick<Event<"Escrow:Deposited">, "block" | "log" | "transaction">,
  movement: Movement,
): Promise<void> {
  await db
    .insert(movements)
    .values({
      fee: 0n,
      counterparty: null,
      ...movement,
      id: `${placeOf(event)}-${movement.kind}`,
      ...whenOf(event),
    });
}

/** Where an event stands on the chain, as a text that sorts as the chain does. */
export function placeOf({ block, log }: Pick<Event<"Escrow:Deposited">, "block" | "log">): string {
  return `${block.number.toString().padStart(12, "0")}-${log.logIndex.toString().padStart(6, "0")}`;
}

export function whenOf({ block, transaction }: Pick<Event<"Escrow:Deposited">, "block" | "transaction">) {
  return { transaction: transaction.hash, block: Number(block.number), at: Number(block.timestamp) };
}
