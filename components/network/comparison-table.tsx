import { Badge } from "@/components/ui/badge";
import { Rate } from "@/components/ui/money";
import { Table, type Column } from "@/components/ui/table";
import type { Comparison } from "@/lib/api/network";
import type { ReferenceKind } from "@/lib/pricing/reference-kinds";

type Other = Comparison["others"][number];
/** Ours stands first, then the others, the cheapest first. */
type Row = { key: string; ours?: Comparison; other?: Other; cheapest?: boolean };

const kinds: Record<ReferenceKind, string> = {
  hyperscaler: "large cloud",
  specialist: "cloud for GPUs",
  marketplace: "marketplace",
  decentralised: "decentralised",
  mixed: "of all kinds",
};

const sourceColumn: Column<Row> = {
  key: "source",
  head: "Region, date, source",
  cell: ({ ours, other }) =>
    ours ? (
      <span className="text-13 text-ink-2">this gateway, now</span>
    ) : (
      <span className="text-13 text-ink-2 block max-w-96 break-words">
        {other!.region}, {other!.asOf}, {other!.source}
      </span>
    ),
};

const whoColumn: Column<Row> = {
  key: "who",
  head: "Whose",
  onPhone: "title",
  cell: ({ ours, other, cheapest }) => (
    <span className="flex flex-wrap items-center gap-2">
      <span className="font-strong">{ours ? "Devices here, the middle" : other!.who}</span>
      {other && <span className="text-13 text-ink-3">{kinds[other.kind]}</span>}
      {cheapest && <Badge hint="Of all that are not a large cloud.">cheapest elsewhere</Badge>}
    </span>
  ),
};

const priceColumn: Column<Row> = {
  key: "price",
  head: "An hour",
  align: "right",
  onPhone: "aside",
  cell: ({ ours, other }) => (ours ? <OurPrice machine={ours} /> : <TheirPrice other={other!} />),
};

const columns: readonly Column<Row>[] = [
  whoColumn,
  {
    key: "what",
    head: "What",
    cell: ({ ours, other }) => (ours ? <OursInWords machine={ours} /> : other!.what),
  },
  priceColumn,
  {
    key: "saving",
    head: "Here it is",
    align: "right",
    cell: ({ ours, other }) => (ours ? "" : <Saving bps={other!.savingBps} />),
  },
  sourceColumn,
];

const missingColumns: readonly Column<Row>[] = [
  whoColumn,
  { key: "what", head: "What", cell: ({ other }) => other!.what },
  priceColumn,
  sourceColumn,
];

/** Machines that no live device is: what others asked for them, and nothing of ours beside it. */
export function MissingTable({ machines }: { machines: readonly Comparison[] }) {
  const rows = machines.flatMap((machine) => otherRows(machine));
  return (
    <Table
      caption="Prices of machines that nobody offers here"
      columns={missingColumns}
      rows={rows}
      rowKey={({ key }) => key}
    />
  );
}

/** One machine: what live offers ask, and what others asked. */
export function ComparisonTable({ machine }: { machine: Comparison }) {
  const rows: Row[] = [{ key: "ours", ours: machine }, ...otherRows(machine)];
  return (
    <Table caption={`Prices of ${machine.name}`} columns={columns} rows={rows} rowKey={({ key }) => key} />
  );
}

/** The cheapest first; the first that is no large cloud is named. */
function otherRows({ shape, others: unsorted }: Comparison): Row[] {
  const others = unsorted.toSorted((a, b) => a.perHour - b.perHour);
  const cheapest = others.find(({ kind }) => kind !== "hyperscaler");
  return others.map((other) => ({
    key: `${shape}-${other.who}-${other.what}-${other.asOf}`,
    other,
    cheapest: other === cheapest,
  }));
}

function OursInWords({ machine: { offers, p10 } }: { machine: Comparison }) {
  if (offers > 0)
    return (
      <span>
        {offers.toLocaleString("en-GB")} live {offers === 1 ? "offer" : "offers"}
        {p10 !== null && (
          <>
            , the lowest tenth from <Rate perHour={p10} />
          </>
        )}
      </span>
    );
  return "no live offer has this in one piece: its parts, added up";
}

function OurPrice({ machine: { median, fromParts } }: { machine: Comparison }) {
  if (median !== null) return <Rate perHour={median} />;
  return fromParts === null ? null : <Rate perHour={fromParts} certainty="estimated" />;
}

function TheirPrice({ other: { perHour, perHourMax } }: { other: Other }) {
  return (
    <span className="whitespace-nowrap">
      <Rate perHour={perHour} />
      {perHourMax !== null && (
        <>
          {" to "}
          <Rate perHour={perHourMax} />
        </>
      )}
    </span>
  );
}

/** Less is what is saved, more is said as plainly. */
function Saving({ bps }: { bps: number | null }) {
  if (bps === null) return <span className="text-ink-3 whitespace-nowrap">not known</span>;
  const percent = Math.floor(Math.abs(bps) / 100);
  if (percent === 0) return <span className="whitespace-nowrap">the same</span>;
  return bps > 0 ? (
    <span className="text-signal font-strong whitespace-nowrap">{percent} % less</span>
  ) : (
    <span className="whitespace-nowrap">{percent.toLocaleString("en-GB")} % more</span>
  );
}
