"use client";

import type { z } from "zod";
import { Rate } from "@/components/ui/money";
import { Table, type Column } from "@/components/ui/table";
import type { marketPricesSchema } from "@/lib/api/network";

type Prices = z.infer<typeof marketPricesSchema>;
type Row = { name: string; unit: string } & Prices["vcpuHour"];

const price = (of: number | null) =>
  of === null ? <span className="text-ink-3">none</span> : <Rate perHour={of} />;

const columns: readonly Column<Row>[] = [
  {
    key: "name",
    head: "For one hour of",
    onPhone: "title",
    cell: ({ name }) => <span className="font-strong">{name}</span>,
  },
  {
    key: "p10",
    head: "Lowest tenth",
    align: "right",
    cell: ({ p10 }) => <span data-hint="One offer in ten asks this or less.">{price(p10)}</span>,
  },
  {
    key: "median",
    head: "Middle",
    align: "right",
    onPhone: "aside",
    cell: ({ median }) => <span data-hint="Half of the offers ask this or less.">{price(median)}</span>,
  },
  {
    key: "p90",
    head: "Highest tenth",
    align: "right",
    cell: ({ p90 }) => <span data-hint="Nine offers in ten ask this or less.">{price(p90)}</span>,
  },
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
