"use client";

import Link from "next/link";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { amountPlaces, Money, Rate, ratePlaces } from "@/components/ui/money";
import { shortHex } from "@/components/ui/short-hex";
import { Status } from "@/components/ui/status";
import { Table, type Column } from "@/components/ui/table";
import { TimeAgo } from "@/components/ui/time-ago";
import { paths } from "@/lib/paths";
import type { LeaseStanding } from "./lease-standing";

const columns: readonly Column<LeaseStanding>[] = [
  {
    key: "device",
    head: "Device",
    onPhone: "title",
    cell: ({ device }) => (
      <Link href={paths.device(device.id)} className="font-strong flex items-center gap-2 hover:underline">
        <HexAvatar id={device.id} size={20} />
        <span className="min-w-0 truncate">
          {device.name} <span className="text-ink-3 font-normal">{device.country}</span>
        </span>
      </Link>
    ),
  },
  {
    key: "state",
    head: "State",
    onPhone: "aside",
    cell: ({ standing }) => (
      <Status tone={standing.tone} dot={standing.settled ? "solid" : "breathing"}>
        {standing.word}
      </Status>
    ),
  },
  {
    key: "lease",
    head: "Lease",
    cell: ({ id }) => (
      <span
        data-hint={`${id}\nIts log and its result belong to its customer and its operator.`}
        className="font-mono"
      >
        {shortHex(id)}
      </span>
    ),
  },
  { key: "at", head: "Offered", cell: ({ offeredAt }) => <TimeAgo at={offeredAt} /> },
  {
    key: "rate",
    head: "Price",
    align: "right",
    places: ratePlaces(({ ratePerHour }) => ratePerHour),
    cell: ({ ratePerHour }, places) => <Rate perHour={ratePerHour} places={places} />,
  },
  {
    key: "cost",
    head: "Cost",
    align: "right",
    places: amountPlaces(({ cost }) => cost),
    cell: ({ cost }, places) =>
      cost === null ? (
        <span className="text-ink-3">not yet known</span>
      ) : (
        <Money amount={cost} places={places} />
      ),
  },
];

/** The leases that were offered last, of everybody. */
export function NewestLeases({ leases }: { leases: readonly LeaseStanding[] }) {
  return <Table caption="The newest leases" columns={columns} rows={leases} rowKey={({ id }) => id} />;
}
