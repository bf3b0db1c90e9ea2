import { Claimed } from "@/components/ui/certainty";
import { formatBytes } from "@/components/ui/figures";
import { GrowingTable } from "@/components/ui/growing-table";
import type { Column } from "@/components/ui/table";
import type { Cell } from "@/lib/api/network";
import { countryName } from "@/lib/place/country-name";

const placesFirst = 25;
const mib = 1024 * 1024;

/** From side to side of an H3 cell, on average, by its resolution: √3 of its edge. */
const acrossKm: Record<string, number> = { 2: 316, 3: 119, 4: 45, 5: 17 };

const columns: readonly Column<Cell>[] = [
  {
    key: "country",
    head: "Place",
    onPhone: "title",
    cell: ({ country }) => (
      <span className="font-strong">
        <Claimed by="its operators">{countryName(country)}</Claimed>
      </span>
    ),
  },
  {
    key: "cell",
    head: "Cell",
    cell: ({ cell }) => (
      <span
        data-hint={`An H3 cell about ${acrossKm[cell[1]!]} km across. No device is shown more exactly than to 17 km.`}
        className="text-13 font-mono"
      >
        {cell}
      </span>
    ),
  },
  {
    key: "online",
    head: "Online",
    align: "right",
    onPhone: "aside",
    cell: ({ online, devices }) => `${online} of ${devices}`,
  },
  {
    key: "cpu",
    head: "Free vCPU",
    align: "right",
    cell: ({ free, offered }) => `${free.cpuMillis / 1000} of ${offered.cpuMillis / 1000}`,
  },
  {
    key: "memory",
    head: "Free memory",
    align: "right",
    cell: ({ free, offered }) =>
      `${formatBytes(free.memoryMib * mib)} of ${formatBytes(offered.memoryMib * mib)}`,
  },
  { key: "leases", head: "Leases in force", align: "right", cell: ({ leases }) => leases },
];

/** Where devices are and what of them is free: what a map shows, in words. */
export function PlaceTable({ cells }: { cells: readonly Cell[] }) {
  return (
    <GrowingTable
      caption="Devices by place"
      columns={columns}
      rows={cells}
      rowKey={({ cell }) => cell}
      first={placesFirst}
    />
  );
}
