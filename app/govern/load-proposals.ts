import "server-only";
import { chainReader } from "@/app/chain-reader";
import { gateway, loadMarket } from "@/app/gateway";
import type { ProposalLine } from "@/components/governance/proposal-table";
import { ourInstant } from "@/lib/governance/our-instant";

type Listed = Awaited<
  ReturnType<Awaited<ReturnType<typeof gateway>>["governance"]["proposals"]>
>["items"][number];

/** How an instant of the chain is shown by our own clock, now. */
export async function clockOfChain(): Promise<(at: string) => string> {
  const { chain } = await loadMarket();
  // Only a local chain may have been put forward.
  if (!chain.local) return (at) => at;
  const { timestamp } = await chainReader().getBlock({ blockTag: "pending" });
  const chainNow = new Date(Number(timestamp) * 1000).toISOString();
  return (at) => ourInstant(at, chainNow, Date.now());
}

type Asked = Parameters<Awaited<ReturnType<typeof gateway>>["governance"]["proposals"]>[0];

/** Proposals, the newest first, with dates by our own clock, and the cursor of the older ones. */
export async function loadProposals(
  asked: Asked,
): Promise<{ lines: ProposalLine[]; next?: string | undefined }> {
  const { items, next } = await (await gateway()).governance.proposals(asked);
  return { lines: items.map((item) => lineOf(item, Date.now())), next };
}

function lineOf(proposal: Listed, now: number): ProposalLine {
  const { id, title, state, votes, quorum } = proposal;
  const ours = (at: string) => ourInstant(at, proposal.now, now);
  const until = untilOf(proposal);
  return {
    id,
    title,
    state,
    votes,
    quorum,
    proposedAt: ours(proposal.proposedAt),
    ...(until && { until: ours(until) }),
  };
}

/** When time alone ends the state that a proposal is in. */
export function untilOf(proposal: Pick<Listed, "state" | "voteStart" | "voteEnd" | "executableAt" | "now">) {
  const { state, voteStart, voteEnd, executableAt, now } = proposal;
  const until = { pending: voteStart, active: voteEnd, queued: executableAt }[state as string];
  return until && Date.parse(until) > Date.parse(now) ? until : undefined;
}
