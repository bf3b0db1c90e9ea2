import "server-only";
import { gateway } from "@/app/gateway";
import type { ProposalLine } from "@/components/governance/proposal-table";

type Listed = Awaited<
  ReturnType<Awaited<ReturnType<typeof gateway>>["governance"]["proposals"]>
>["items"][number];

type Asked = Parameters<Awaited<ReturnType<typeof gateway>>["governance"]["proposals"]>[0];

/** Proposals, the newest first, and the cursor of the older ones. */
export async function loadProposals(
  asked: Asked,
): Promise<{ lines: ProposalLine[]; next?: string | undefined }> {
  const { items, next } = await (await gateway()).governance.proposals(asked);
  return { lines: items.map(lineOf), next };
}

function lineOf(proposal: Listed): ProposalLine {
  const { id, title, state, votes, quorum, proposedAt } = proposal;
  const until = untilOf(proposal);
  return {
    id,
    title,
    state,
    votes,
    quorum,
    proposedAt,
    ...(until && { until }),
  };
}

/** When time alone ends the state that a proposal is in. */
export function untilOf(proposal: Pick<Listed, "state" | "voteStart" | "voteEnd" | "executableAt" | "now">) {
  const { state, voteStart, voteEnd, executableAt, now } = proposal;
  const until = { pending: voteStart, active: voteEnd, queued: executableAt }[state as string];
  return until && Date.parse(until) > Date.parse(now) ? until : undefined;
}
