import type { VoteParts } from "./split-vote";

/** AMB wei that a vote lacks to its quorum; undefined while the quorum is not known. Against counts for no quorum. */
export function missingVotes(votes: VoteParts, quorum: bigint | null): bigint | undefined {
  if (quorum === null) return undefined;
  const reached = votes.for + votes.abstain;
  return reached >= quorum ? 0n : quorum - reached;
}
