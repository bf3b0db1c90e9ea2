import { Table, type Column } from "@/components/ui/table";
import { reasonCodes, reasons, type ReasonCode } from "@/lib/reasons";

const columns: readonly Column<ReasonCode>[] = [
  {
    key: "code",
    head: "Code",
    onPhone: "title",
    cell: (code) => <code className="text-12 font-mono break-all">{code}</code>,
  },
  { key: "text", head: "What happened, and what to do", cell: (code) => <ReasonText code={code} /> },
  { key: "fault", head: "At fault", cell: (code) => reasons[code].fault },
  {
    key: "billed",
    head: "Billed",
    cell: (code) => (reasons[code].billed === "nothing" ? "nothing" : "seconds that ran"),
  },
];

/** Every reason code of the market: what it says, who is at fault and what is billed. */
export function ReasonTable() {
  return <Table caption="Reason codes" columns={columns} rows={reasonCodes} rowKey={(code) => code} />;
}

function ReasonText({ code }: { code: ReasonCode }) {
  const { text, next } = reasons[code];
  return (
    <span>
      {text} <span className="text-ink-2">{next}</span>
    </span>
  );
}
