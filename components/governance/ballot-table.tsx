import Link from "next/link";
import type { z } from "zod";
import { Address } from "@/components/ui/address";
import { shortHex } from "@/components/ui/short-hex";
import { Table, type Column } from "@/components/ui/table";
import type { proposalSchema } from "@/lib/api/governance";
import { paths } from "@/lib/paths";
import { Amb } from "./amb";

type Ballot = z.infer<typeof proposalSchema>["ballots"][number];

const sides = { for: "For", against: "Against", abstain: "Abstain" } as const;

const columns: readonly Column<Ballot>[] = [
  {
    key: "voter",
    head: "Member",
    onPhone: "title",
    cell: ({ voter }) => <Address of={voter} noun="address of the member" />,
  },
  {
    key: "votes",
    head: "Votes",
    cell: (ballot) => (
      <span className="flex flex-wrap gap-x-3">
        {(["for", "against", "abstain"] as const)
          .filter((side) => ballot[side] > 0n)
          .map((side) => (
            <span key={side} className="whitespace-nowrap">
              {sides[side]} <Amb wei={ballot[side]} />
            </span>
          ))}
      </span>
    ),
  },
  {
    key: "reason",
    head: "Reason",
    cell: ({ reason }) =>
      reason ? <span className="break-words">{reason}</span> : <span className="text-ink-3">none given</span>,
  },
  {
    key: "transaction",
    head: "Transaction",
    cell: ({ transaction }) => (
      <Link href={paths.transaction(transaction)} className="link font-mono">
        {shortHex(transaction)}
      </Link>
    ),
  },
];

/** Who voted how, and why. */
export function BallotTable({ ballots }: { ballots: readonly Ballot[] }) {
  return (
    <Table
      caption="Votes, the newest first"
      columns={columns}
      rows={ballots}
      rowKey={({ transaction, voter }) => `${transaction}-${voter}`}
    />
  );
}
