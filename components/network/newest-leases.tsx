import Link from "next/link";
import { LeaseState } from "@/components/leases/lease-state";
import { reasonName, reasonTone } from "@/components/reasons/reason-tone";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { Money, Rate } from "@/components/ui/money";
import { shortHex } from "@/components/ui/short-hex";
import { Status } from "@/components/ui/status";
import { Table, type Column } from "@/components/ui/table";
import { TimeAgo } from "@/components/ui/time-ago";
import type { PublicLease } from "@/lib/api/network";
import { paths } from "@/lib/paths";

const columns: readonly Column<PublicLease>[] = [
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
    // That it has ended says less than how.
    cell: ({ state, reason }) =>
      state === "ended" ? (
        <Status tone={reasonTone(reason)}>{reasonName(reason)}</Status>
      ) : (
        <LeaseState lease={{ state, reason }} />
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
  { key: "rate", head: "Price", align: "right", cell: ({ ratePerHour }) => <Rate perHour={ratePerHour} /> },
  {
    key: "cost",
    head: "Cost",
    align: "right",
    cell: ({ cost }) =>
      cost === null ? <span className="text-ink-3">not yet known</span> : <Money amount={cost} />,
  },
];

/** The leases that were offered last, of everybody. */
export function NewestLeases({ leases }: { leases: readonly PublicLease[] }) {
  return <Table caption="The newest leases" columns={columns} rows={leases} rowKey={({ id }) => id} />;
}
