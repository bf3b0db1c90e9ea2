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
  { key: "state", head: "State", cell: ({ state }) => <ProposalStatus state={state} /> },
  {
    key: "left",
    head: "Time left",
    align: "right",
    cell: ({ until }) =>
      until ? <Countdown until={until} clock="chain" /> : <span className="text-ink-3">none</span>,
  },
  {
    key: "quorum",
    head: "Missing to the quorum",
    cell: ({ votes, quorum }) => {
      const missing = missingVotes(votes, quorum);
      if (missing === undefined || quorum === null) return <span className="text-ink-3">not yet known</span>;
      return (
        <Progress
          label="Part of the quorum that is reached"
          value={quorum === 0n ? 1 : Number(quorum - missing) / Number(quorum)}
          text={missing === 0n ? "reached" : <Amb wei={missing} />}
        />
      );
    },
  },
  {
    key: "votes",
    head: "For and against",
    align: "right",
    cell: ({ votes }) => (
      <span className="whitespace-nowrap">
        <Amb wei={votes.for} /> <span className="text-ink-3">to</span> <Amb wei={votes.against} />
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
