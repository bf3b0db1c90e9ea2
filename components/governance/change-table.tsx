import Link from "next/link";
import { shortHex } from "@/components/ui/short-hex";
import { Table, type Column } from "@/components/ui/table";
import { TimeAgo } from "@/components/ui/time-ago";
import { figureText, paramName } from "@/lib/governance/param-value";
import { paths } from "@/lib/paths";

/** One figure that changed after it was first set. */
export type Change = { name: string; before: string; value: string; at: string; transaction: string };

const columns: readonly Column<Change>[] = [
  {
    key: "name",
    head: "Figure",
    onPhone: "title",
    cell: ({ name }) => <span className="font-strong">{paramName(name)}</span>,
  },
  { key: "before", head: "Before", align: "right", cell: ({ name, before }) => figureText(name, before) },
  {
    key: "value",
    head: "Since then",
    align: "right",
    onPhone: "aside",
    cell: ({ name, value }) => figureText(name, value),
  },
  { key: "at", head: "When", cell: ({ at }) => <TimeAgo at={at} clock="chain" /> },
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

/** What votes have changed, the newest first. */
export function ChangeTable({ changes }: { changes: readonly Change[] }) {
  return (
    <Table
      caption="What votes have changed, the newest first"
      columns={columns}
      rows={changes}
      rowKey={({ transaction, name }) => `${transaction}-${name}`}
    />
  );
}
