/** Where a proposal can stand, in the order of the governor's own numbers; "expired" exists there but never here. */
export const proposalStates = [
  "pending",
  "active",
  "cancelled",
  "defeated",
  "succeeded",
  "queued",
  "expired",
  "executed",
] as const;
export type ProposalState = (typeof proposalStates)[number];

/** Where proposals can stand, as people look for them. */
export const proposalStandings = {
  open: ["pending", "active", "succeeded", "queued"],
  "carried-out": ["executed"],
  stopped: ["cancelled", "defeated", "expired"],
} as const satisfies Record<string, readonly ProposalState[]>;
export type ProposalStanding = keyof typeof proposalStandings;

type Standing = {
  voteStart: number;
  voteEnd: number;
  against: bigint;
  for: bigint;
  abstain: bigint;
  executableAt: number | null;
  executedIn: string | null;
  cancelledIn: string | null;
};

/**
 * Where a proposal stands at an instant in Unix seconds, as the governor says it: what time alone changes has no
 * event, so it is derived. Abstentions count for the quorum, not for the outcome.
 * @param quorum AMB wei; what counts is the governor's quorum at `voteStart`.
 */
export function proposalState(proposal: Standing, at: number, quorum: bigint): ProposalState {
  if (proposal.executedIn) return "executed";
  if (proposal.cancelledIn) return "cancelled";
  if (at <= proposal.voteStart) return "pending";
  if (at <= proposal.voteEnd) return "active";
  const isQuorate = proposal.for + proposal.abstain >= quorum;
  if (!isQuorate || proposal.for <= proposal.against) return "defeated";
  return proposal.executableAt === null ? "succeeded" : "queued";
}
