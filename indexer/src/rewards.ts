import { ponder } from "ponder:registry";
import { rewardClaims, rewardRoots, rewardTotals } from "ponder:schema";
import { eq } from "ponder";
import { recordGuardianAct } from "./guardian";
import { placeOf, whenOf } from "./place";

ponder.on("Rewards:RewardsRootPosted", async ({ event, context: { db } }) => {
  await db.insert(rewardRoots).values({ ...event.args, state: "waiting", minted: 0n, ...whenOf(event) });
});

// At most one root waits and one is active, and the events name neither by its epoch.
ponder.on("Rewards:RewardsRootActivated", async ({ event, context: { db } }) => {
  const { state } = rewardRoots;
  await db.sql.update(rewardRoots).set({ state: "replaced" }).where(eq(state, "active"));
  await db.sql
    .update(rewardRoots)
    .set({ state: "active", minted: event.args.minted })
    .where(eq(state, "waiting"));
});

ponder.on("Rewards:RewardsRootDisabled", async ({ event, context: { db } }) => {
  await db.sql.update(rewardRoots).set({ state: "disabled" }).where(eq(rewardRoots.state, "waiting"));
  await recordGuardianAct(db, event, { kind: "rewards-root-disabled", value: event.args.root });
});

ponder.on("Rewards:RewardClaimed", async ({ event, context: { db } }) => {
  const { account, cumulative } = event.args;
  await db.insert(rewardClaims).values({ id: placeOf(event), ...event.args, ...whenOf(event) });
  await db
    .insert(rewardTotals)
    .values({ account, claimed: cumulative })
    .onConflictDoUpdate({ claimed: cumulative });
});
