import Link from "next/link";
import { Progress } from "@/components/ui/progress";
import { Table, type Column } from "@/components/ui/table";
import { Countdown, TimeAgo } from "@/components/ui/time-ago";
import { missingVotes } from "@/lib/governance/missing-votes";
import type { ProposalState } from "@/lib/governance/proposal-state";
import type { VoteParts } from "@/lib/governance/split-vote";
import { paths } from "@/lib/paths";
import { Amb } from "./amb";
import { ProposalStatus } from "./proposal-status";

/** A proposal as the list shows it. */
export type ProposalLine = {
  id: string;
  title: string;
  state: ProposalState;
  proposedAt: string;
  /** When the state that it is in ends; absent when it ends by an act. */
  until?: string;
  votes: VoteParts;
  quorum: bigint | null;
};

const columns: readonly Column<ProposalLine>[] = [
  {
    key: "title",
    head: "Proposal",
    onPhone: "title",
    cell: ({ id, title }) => (
      <Link href={paths.proposal(id)} className="font-strong link break-words">
        {title}
      </Link>
    ),
  },
  {
    key: "state",
    head: "State",
    cell: ({ state, until }) => (
      <span className="flex flex-wrap items-baseline gap-x-2 max-md:justify-end">
        <ProposalStatus state={state} />
        {until && (
          <span className="text-12 text-ink-3 whitespace-nowrap">
            <Countdown until={until} clock="chain" /> left
          </span>
        )}
      </span>
    ),
  },
  {
    key: "quorum",
    head: "AMB missing to the quorum",
    cell: ({ votes, quorum }) => {
      const missing = missingVotes(votes, quorum);
      if (missing === undefined || quorum === null) return <span className="text-ink-3">not yet known</span>;
      if (missing === 0n) return <span className="text-ink-2">reached</span>;
      return (
        <Progress
          label="Part of the quorum that is reached"
          value={Number(quorum - missing) / Number(quorum)}
          text={<Amb wei={missing} short />}
        />
      );
    },
  },
  {
    key: "votes",
    head: "AMB for and against",
    align: "right",
    cell: ({ votes }) => (
      <span className="whitespace-nowrap">
        <Amb wei={votes.for} short /> <span className="text-ink-3">to</span> <Amb wei={votes.against} short />
      </span>
    ),
  },
  { key: "at", head: "Proposed", cell: ({ proposedAt }) => <TimeAgo at={proposedAt} clock="chain" /> },
];

/** Proposals, the newest first. */
export function ProposalTable({ proposals }: { proposals: readonly ProposalLine[] }) {
  return (
    <Table caption="Proposals, the newest first" columns={columns} rows={proposals} rowKey={({ id }) => id} />
  );
}
