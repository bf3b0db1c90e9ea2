import { ponder } from "ponder:registry";
import { delegations, tokenBalances, votingPower } from "ponder:schema";
import { zeroAddress, type Hex } from "viem";
import { whenOf, type Db } from "./place";
import { addTotal } from "./totals";
import { moveTreasury } from "./treasury";

ponder.on("Token:Transfer", async ({ event, context }) => {
  const { db, contracts } = context;
  const { from, to, value } = event.args;
  await moveTokens(db, from, -value);
  await moveTokens(db, to, value);
  await moveTreasury(db, event, contracts.Treasury.address);
});

ponder.on("Token:DelegateChanged", async ({ event, context: { db } }) => {
  const { delegator, toDelegate: delegate } = event.args;
  const now = { delegate, ...whenOf(event) };
  await db
    .insert(delegations)
    .values({ delegator, ...now })
    .onConflictDoUpdate(now);
});

ponder.on("Token:DelegateVotesChanged", async ({ event, context: { db } }) => {
  const { delegate, previousVotes, newVotes } = event.args;
  await db.insert(votingPower).values({ delegate, votes: newVotes }).onConflictDoUpdate({ votes: newVotes });
  await addTotal(db, "delegated", newVotes - previousVotes);
});

/** What comes from nowhere is minted and what goes there is burned. */
async function moveTokens(db: Db, holder: Hex, by: bigint): Promise<void> {
  if (holder === zeroAddress) return addTotal(db, "supply", -by);
  await db
    .insert(tokenBalances)
    .values({ holder, balance: by })
    .onConflictDoUpdate(({ balance }) => ({ balance: balance + by }));
}
