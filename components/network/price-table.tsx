"use client";

import type { z } from "zod";
import { Rate, ratePlaces } from "@/components/ui/money";
import { Table, type Column } from "@/components/ui/table";
import type { marketPricesSchema } from "@/lib/api/network";

type Prices = z.infer<typeof marketPricesSchema>;
type Row = { name: string; unit: string } & Prices["vcpuHour"];

/** A column of prices that some share of the offers asks or goes below. */
const share = (key: "p10" | "median" | "p90", head: string, hint: string): Column<Row> => ({
  key,
  head,
  align: "right",
  places: ratePlaces((row) => row[key]),
  cell: ({ [key]: price }, places) => (
    <span data-hint={hint}>
      {price === null ? <span className="text-ink-3">none</span> : <Rate perHour={price} places={places} />}
    </span>
  ),
});

const columns: readonly Column<Row>[] = [
  {
    key: "name",
    head: "For one hour of",
    onPhone: "title",
    cell: ({ name }) => <span className="font-strong">{name}</span>,
  },
  share("p10", "Lowest tenth", "One offer in ten asks this or less."),
  { ...share("median", "Middle", "Half of the offers ask this or less."), onPhone: "aside" },
  share("p90", "Highest tenth", "Nine offers in ten ask this or less."),
  { key: "offers", head: "Offers", align: "right", cell: ({ offers }) => offers.toLocaleString("en-GB") },
];

/** What devices that take leases now ask for each resource. Each figure is a price that some device asks. */
export function PriceTable({ prices }: { prices: Prices }) {
  const rows: readonly Row[] = [
    { name: "1 vCPU", unit: "vcpuHour", ...prices.vcpuHour },
    { name: "1 GiB of memory", unit: "gibHour", ...prices.gibHour },
    { name: "1 GPU", unit: "gpuHour", ...prices.gpuHour },
  ];
  return (
    <Table
      caption="Prices of live offers, by resource"
      columns={columns}
      rows={rows}
      rowKey={({ unit }) => unit}
    />
  );
}
