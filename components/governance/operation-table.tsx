import Link from "next/link";
import { Table, type Column } from "@/components/ui/table";
import { Countdown } from "@/components/ui/time-ago";
import { paths } from "@/lib/paths";

/** What waits in the upgrade timelock. */
export type OperationLine = {
  id: string;
  sentence: string;
  proposal: string | null;
  /** When anyone may carry it out; absent when that is now. */
  until?: string;
};

const columns: readonly Column<OperationLine>[] = [
  {
    key: "sentence",
    head: "What it does",
    onPhone: "title",
    cell: ({ sentence, proposal }) =>
      proposal === null ? (
        sentence
      ) : (
        <Link href={paths.proposal(proposal)} className="font-strong link break-words">
          {sentence}
        </Link>
      ),
  },
  {
    key: "until",
    head: "Can be carried out",
    align: "right",
    cell: ({ until }) =>
      until ? <Countdown until={until} clock="chain" /> : <span className="text-amber">now</span>,
  },
];

/** What votes decided and the further delay still holds back. */
export function OperationTable({ operations }: { operations: readonly OperationLine[] }) {
  return (
    <Table
      caption="What waits in the upgrade timelock"
      columns={columns}
      rows={operations}
      rowKey={({ id }) => id}
    />
  );
}
