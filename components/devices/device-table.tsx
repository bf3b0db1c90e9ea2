"use client";

import Link from "next/link";
import { Claimed } from "@/components/ui/certainty";
import { EmptyState } from "@/components/ui/empty-state";
import { formatBytes } from "@/components/ui/figures";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { Rate, ratePlaces } from "@/components/ui/money";
import { Table, type Column } from "@/components/ui/table";
import { TimeAgo } from "@/components/ui/time-ago";
import { paths } from "@/lib/paths";
import { countryName } from "@/lib/place/country-name";
import { ratePerHourDown } from "@/lib/pricing/rate";
import { smallMachine } from "@/lib/pricing/small-machine";
import type { DeviceRow } from "./device-row";
import { Presence } from "./presence";

const mib = 1024 * 1024;

/** What a list of devices says of each. */
export const deviceColumns: readonly Column<DeviceRow>[] = [
  {
    key: "device",
    head: "Device",
    onPhone: "title",
    cell: ({ id, name }) => <DeviceLink id={id} name={name} />,
  },
  {
    key: "presence",
    head: "State",
    onPhone: "aside",
    cell: (device) => <Presence {...device} />,
  },
  {
    key: "country",
    head: "Place",
    cell: ({ country }) => <Claimed by="its operator">{countryName(country)}</Claimed>,
  },
  {
    key: "free",
    head: "Free now",
    cell: ({ free, offered }) => (
      <span
        className="whitespace-nowrap"
        data-hint={`Of ${offered.cpuMillis / 1000} vCPU and ${formatBytes(offered.memoryMib * mib)} that it offers.`}
      >
        {free.cpuMillis / 1000} vCPU · {formatBytes(free.memoryMib * mib)}
      </span>
    ),
  },
  { key: "gpu", head: "GPU", cell: ({ gpuModel }) => <Gpu model={gpuModel} /> },
  {
    key: "grade",
    head: "Isolation",
    align: "right",
    cell: ({ grade }) => (
      <span data-hint="0 browser tab, 1 own process, 2 own namespace, 3 own kernel.">{grade}</span>
    ),
  },
  {
    key: "price",
    head: "1 vCPU and 1 GiB",
    align: "right",
    places: ratePlaces(({ prices }) => ratePerHourDown(smallMachine, prices)),
    cell: ({ prices }, places) => <Rate perHour={ratePerHourDown(smallMachine, prices)} places={places} />,
  },
  {
    key: "seen",
    head: "Last heard",
    cell: ({ lastSeenAt }) =>
      lastSeenAt ? <TimeAgo at={lastSeenAt} /> : <span className="text-ink-3">never</span>,
  },
];

/** A device by its name, with the figure that is drawn from its key. */
export function DeviceLink({ id, name }: Pick<DeviceRow, "id" | "name">) {
  return (
    <Link href={paths.device(id)} className="font-strong flex min-w-36 items-center gap-2 hover:underline">
      <HexAvatar id={id} size={20} />
      <span className="min-w-0 break-words">{name}</span>
    </Link>
  );
}

/** The name that people know it by; the maker's full one on hover. */
function Gpu({ model }: { model: string | null }) {
  if (model === null) return <span className="text-ink-3">none</span>;
  return (
    <span className="whitespace-nowrap" data-hint={model}>
      {model.replace(/^(?:(?:NVIDIA|AMD|Intel|Apple|GeForce|Radeon)(?:\(R\))? )+/i, "")}
    </span>
  );
}

/** Devices as anyone may see them. */
export function DeviceTable({ devices, caption }: { devices: readonly DeviceRow[]; caption: string }) {
  if (devices.length === 0)
    return (
      <EmptyState title="No device here yet.">
        One command brings a machine into the market: npm run device.
      </EmptyState>
    );
  return <Table caption={caption} columns={deviceColumns} rows={devices} rowKey={({ id }) => id} />;
}
