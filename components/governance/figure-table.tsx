import { Table, type Column } from "@/components/ui/table";
import type { Figure } from "@/lib/governance/param-range";
import { paramName, paramValue } from "@/lib/governance/param-value";

const columns: readonly Column<Figure>[] = [
  {
    key: "name",
    head: "Figure",
    onPhone: "title",
    cell: ({ key }) => (
      <span data-hint={key} className="font-strong">
        {paramName(key)}
      </span>
    ),
  },
  {
    key: "value",
    head: "Now",
    align: "right",
    onPhone: "aside",
    cell: ({ key, value }) => paramValue(key, value),
  },
  {
    key: "min",
    head: "Lowest",
    align: "right",
    cell: ({ key, min }) => <span className="text-ink-2">{paramValue(key, min)}</span>,
  },
  {
    key: "max",
    head: "Highest",
    align: "right",
    cell: ({ key, max }) => <span className="text-ink-2">{paramValue(key, max)}</span>,
  },
];

/** The figures that members may vote on, as the chain has them now. */
export function FigureTable({ figures }: { figures: readonly Figure[] }) {
  return (
    <Table
      caption="Figures that members vote on"
      columns={columns}
      rows={figures}
      rowKey={({ key }) => key}
    />
  );
}
