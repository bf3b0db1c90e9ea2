"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { Hex } from "viem";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { ReasonChip } from "@/components/reasons/reason-chip";
import { reasonTone } from "@/components/reasons/reason-tone";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { Skeleton } from "@/components/ui/skeleton";
import { Status } from "@/components/ui/status";
import { DueNow } from "@/components/wallet/due-now";
import type { DeviceSummary } from "@/lib/api/devices";
import { paths } from "@/lib/paths";

const pollMs = 1500;

/** The orders of a fleet as a group: where each stands, and the way to its lease. */
export function FleetPanel({ id }: { id: Hex }) {
  const fleet = useQuery({
    ...api.orders.fleet.queryOptions({ input: { id } }),
    refetchInterval: ({ state }) =>
      state.data?.orders.every((order) => order.state === "ended") ? false : pollMs,
  });
  if (fleet.isError)
    return (
      <Failure error={fleet.error} still="The fleet itself goes on." onRetry={() => void fleet.refetch()} />
    );
  if (!fleet.data) return <Skeleton className="h-48 w-full" />;
  const { orders, devices } = fleet.data;
  const customer = orders[0]!.terms.customer;
  const ended = orders.filter(({ state }) => state === "ended").length;
  return (
    <section aria-label="Fleet" aria-live="polite" className="panel flex flex-col gap-3 p-4 md:p-6">
      <header className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-16 font-strong">
          <Link href={paths.fleet(id)} className="hover:underline">
            Fleet of {orders.length} devices
          </Link>
        </h2>
        <span className="text-13 text-ink-2">
          {ended} of {orders.length} ended
        </span>
      </header>
      <ol className="divide-line border-line divide-y border-y">
        {orders.map((order) => (
          <li key={order.id} className="text-13 flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
            {order.leaseId && order.device ? (
              <Link
                href={paths.lease(order.leaseId)}
                className="flex min-w-0 flex-1 items-center gap-2 hover:underline"
              >
                <HexAvatar id={order.device} size={16} />
                <DeviceName device={devices.find(({ id: each }) => each === order.device)} />
              </Link>
            ) : (
              <span className="flex-1">No device yet</span>
            )}
            <ReasonChip code={order.reason} facts={order.facts} />
            <Status
              tone={order.state === "ended" ? reasonTone(order.reason) : "signal"}
              dot={order.state === "ended" ? "solid" : "breathing"}
            >
              {words[order.state]}
            </Status>
          </li>
        ))}
      </ol>
      {ended > 0 && <DueNow key={ended} customer={customer} />}
    </section>
  );
}

const DeviceName = ({ device }: { device: DeviceSummary | undefined }) => (
  <span className="truncate">
    {device?.name ?? "A device"} <span className="text-ink-3">{device?.country}</span>
  </span>
);

const words = { waiting: "Waits for a device", leased: "Has a device", ended: "Ended" };
