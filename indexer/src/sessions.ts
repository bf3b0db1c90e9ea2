import { ponder } from "ponder:registry";
import { sessions } from "ponder:schema";
import type { Hex } from "viem";
import { secondsOf, type Db } from "./place";

ponder.on("Escrow:SessionAuthorised", async ({ event, context: { db } }) => {
  const { customer, key, cap, validUntil, scope } = event.args;
  await db.insert(sessions).values({
    customer,
    key,
    cap,
    validUntil,
    scope,
    spent: 0n,
    revoked: false,
    redeemableUntil: null,
    transaction: event.transaction.hash,
  });
});

ponder.on("Escrow:SessionRevoked", async ({ event, context: { db } }) => {
  const { customer, key, redeemableUntil } = event.args;
  await db
    .update(sessions, { customer, key })
    .set({ revoked: true, validUntil: secondsOf(event.block), redeemableUntil });
});

/** What counts against a session's cap, moved. It never falls below nothing: what others added to a lease was not charged. */
export async function charge(db: Db, customer: Hex, key: Hex, by: bigint): Promise<void> {
  await db
    .update(sessions, { customer, key })
    .set(({ spent }) => ({ spent: spent + by < 0n ? 0n : spent + by }));
}
