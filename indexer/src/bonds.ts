import { ponder } from "ponder:registry";
import { appeals, bondMovements, bonds, slashDebts, slashes } from "ponder:schema";
import type { Hex } from "viem";
import { recordGuardianAct } from "./guardian";
import { placeOf, textOf, whenOf, type Db, type Said } from "./place";
import { takeOldest, takeOldestOver, totalThawing } from "./thaws";
import { addTotal } from "./totals";

ponder.on("Bonds:Staked", async ({ event, context: { db } }) => {
  const { operator, amount } = event.args;
  await changeBond(db, operator, ({ tokens }) => ({ tokens: tokens + amount }));
  await recordBond(db, event, { operator, kind: "staked", amount });
});

ponder.on("Bonds:StakeThawing", async ({ event, context: { db } }) => {
  const { operator, amount, readyAt } = event.args;
  await changeBond(db, operator, ({ thaws }) => ({ thaws: [...thaws, { amount: `${amount}`, readyAt }] }));
  await recordBond(db, event, { operator, kind: "thaw", amount });
});

ponder.on("Bonds:StakeThawCancelled", async ({ event, context: { db } }) => {
  const { operator, amount } = event.args;
  await changeBond(db, operator, () => ({ thaws: [] }));
  await recordBond(db, event, { operator, kind: "thaw-cancelled", amount });
});

ponder.on("Bonds:StakeWithdrawn", async ({ event, context: { db } }) => {
  const { operator, amount } = event.args;
  await changeBond(db, operator, ({ tokens, thaws }) => ({
    tokens: tokens - amount,
    thaws: takeOldest(thaws, amount),
  }));
  await recordBond(db, event, { operator, kind: "withdrawn", amount });
});

ponder.on("Bonds:StakeLocked", ({ event, context: { db } }) =>
  changeBond(db, event.args.operator, () => ({ locked: event.args.locked })),
);

ponder.on("Bonds:Slashed", async ({ event, context: { db } }) => {
  const { operator, victim, amount, toVictim, reason, appeal } = event.args;
  await changeBond(db, operator, afterSlash(amount));
  await db.insert(slashes).values({
    id: placeOf(event),
    operator,
    victim,
    amount,
    toVictim,
    reason: textOf(reason),
    appeal,
    ...whenOf(event),
  });
  await recordBond(db, event, { operator, kind: "slashed", amount });
  if (appeal === 0n) await settleSlash(db, victim, amount, toVictim);
});

ponder.on("Bonds:SlashHeld", async ({ event, context: { db } }) => {
  const { appeal, ...slash } = event.args;
  await db.insert(appeals).values({ id: appeal, ...slash, state: "waiting" });
  await addTotal(db, "appealed", slash.amount);
});

ponder.on("Bonds:SlashReleased", async ({ event, context: { db } }) => {
  const { amount, victim, toVictim } = await closeAppeal(db, event.args.appeal, "released");
  await settleSlash(db, victim, amount, toVictim);
});

ponder.on("Bonds:SlashReturned", async ({ event, context: { db } }) => {
  const { appeal, operator, amount } = event.args;
  await closeAppeal(db, appeal, "returned");
  await changeBond(db, operator, ({ tokens, slashed }) => ({
    tokens: tokens + amount,
    slashed: slashed - amount,
  }));
  await recordBond(db, event, { operator, kind: "returned", amount });
  await recordGuardianAct(db, event, { kind: "slash-returned", value: appeal });
});

ponder.on("Bonds:OwedCollected", async ({ event, context: { db } }) => {
  const { account, amount } = event.args;
  await db
    .update(slashDebts, { account })
    .set((row) => ({ owed: row.owed - amount, collected: row.collected + amount }));
});

ponder.on("Bonds:ForfeitBurned", async ({ event, context: { db } }) => {
  await addTotal(db, "forfeit", -event.args.amount);
  await addTotal(db, "burned", event.args.amount);
});

type Bond = Omit<typeof bonds.$inferSelect, "operator">;

const empty: Bond = { tokens: 0n, locked: 0n, thawing: 0n, thaws: [], slashed: 0n };

async function changeBond(db: Db, operator: Hex, change: (before: Bond) => Partial<Bond>): Promise<void> {
  const before: Bond = (await db.find(bonds, { operator })) ?? empty;
  const changed = { ...before, ...change(before) };
  const { tokens, locked, thaws, slashed } = changed;
  const now = { tokens, locked, thaws, thawing: totalThawing(thaws), slashed };
  await db
    .insert(bonds)
    .values({ operator, ...now })
    .onConflictDoUpdate(now);
}

/** A slash takes free stake first, then of what thaws, the oldest first, and of what is locked only what is left. */
const afterSlash =
  (amount: bigint) =>
  (before: Bond): Partial<Bond> => {
    const tokens = before.tokens - amount;
    const locked = before.locked > tokens ? tokens : before.locked;
    return {
      tokens,
      locked,
      thaws: takeOldestOver(before.thaws, tokens - locked),
      slashed: before.slashed + amount,
    };
  };

async function settleSlash(db: Db, victim: Hex, amount: bigint, toVictim: bigint): Promise<void> {
  await addTotal(db, "forfeit", amount - toVictim);
  if (toVictim === 0n) return;
  await db
    .insert(slashDebts)
    .values({ account: victim, owed: toVictim, collected: 0n })
    .onConflictDoUpdate(({ owed }) => ({ owed: owed + toVictim }));
}

async function closeAppeal(db: Db, id: bigint, state: "released" | "returned") {
  const appeal = await db.update(appeals, { id }).set({ state });
  await addTotal(db, "appealed", -appeal.amount);
  return appeal;
}

type Movement = Pick<typeof bondMovements.$inferInsert, "operator" | "kind" | "amount">;

async function recordBond(db: Db, event: Said, movement: Movement): Promise<void> {
  await db.insert(bondMovements).values({ id: placeOf(event), ...movement, ...whenOf(event) });
}
