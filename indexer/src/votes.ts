import { ponder } from "ponder:registry";
import { proposals, votes } from "ponder:schema";
import type { Hex } from "viem";
import { splitVote } from "@/lib/governance/split-vote";
import { placeOf, whenOf, type Db, type Said } from "./place";

ponder.on("Governor:VoteCast", ({ event, context: { db } }) =>
  countVote(db, event, { ...event.args, params: "0x" }),
);

ponder.on("Governor:VoteCastWithParams", ({ event, context: { db } }) => countVote(db, event, event.args));

type Cast = {
  voter: Hex;
  proposalId: bigint;
  support: number;
  weight: bigint;
  reason: string;
  params: Hex;
};

/** A member may vote in parts, so one voter can have several votes. */
async function countVote(db: Db, event: Said, { voter, proposalId, reason, ...cast }: Cast): Promise<void> {
  const parts = splitVote(cast);
  await db
    .insert(votes)
    .values({ id: placeOf(event), proposal: proposalId, voter, reason, ...parts, ...whenOf(event) });
  await db.update(proposals, { id: proposalId }).set((row) => ({
    against: row.against + parts.against,
    for: row.for + parts.for,
    abstain: row.abstain + parts.abstain,
    voters: row.voters + 1,
  }));
}
