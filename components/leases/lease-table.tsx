"use client";

import Link from "next/link";
import { ReasonChip } from "@/components/reasons/reason-chip";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { amountPlaces } from "@/components/ui/money";
import { Table, type Column } from "@/components/ui/table";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Lease } from "@/lib/api/leases";
import { paths } from "@/lib/paths";
import { LeaseCost } from "./lease-cost";
import { LeaseState } from "./lease-state";
import { PaymentState } from "./payment-state";

const columns: readonly Column<Lease>[] = [
  {
    key: "lease",
    head: "Lease",
    onPhone: "title",
    cell: ({ id, workload }) => (
      <Link href={paths.lease(id)} className="link font-strong">
        {workload} <span className="font-mono font-normal">{id.slice(2, 8)}</span>
      </Link>
    ),
  },
  { key: "state", head: "State", onPhone: "aside", cell: (lease) => <LeaseState lease={lease} /> },
  { key: "reason", head: "Reason", cell: ({ reason, facts }) => <ReasonChip code={reason} facts={facts} /> },
  {
    key: "device",
    head: "Device",
    cell: ({ device }) => (
      <Link
        href={paths.device(device.id)}
        className="inline-flex items-center gap-2 align-middle hover:underline"
      >
        <HexAvatar id={device.id} size={16} />
        {device.name} <span className="text-ink-3">{device.country}</span>
      </Link>
    ),
  },
  { key: "at", head: "Began", cell: ({ offeredAt }) => <TimeAgo at={offeredAt} /> },
  { key: "payment", head: "Payment", cell: ({ payment }) => <PaymentState payment={payment} /> },
  {
    key: "cost",
    head: "Cost",
    align: "right",
    places: amountPlaces(({ cost }) => cost),
    cell: (lease, places) => <LeaseCost lease={lease} places={places} />,
  },
];

/** Leases, the newest first. */
export function LeaseTable({ leases, caption }: { leases: readonly Lease[]; caption: string }) {
  return <Table caption={caption} columns={columns} rows={leases} rowKey={({ id }) => id} />;
}
