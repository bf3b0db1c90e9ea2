"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import type { Hex } from "viem";
import { api } from "@/components/api/api";
import { queryClient } from "@/components/api/query-client";
import { LeaseCost } from "@/components/leases/lease-cost";
import { PaymentState } from "@/components/leases/payment-state";
import { Failure } from "@/components/reasons/failure";
import { ReasonChip } from "@/components/reasons/reason-chip";
import { reasonTone } from "@/components/reasons/reason-tone";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { Money, Rate } from "@/components/ui/money";
import { Skeleton } from "@/components/ui/skeleton";
import { Status } from "@/components/ui/status";
import { DueNow } from "@/components/wallet/due-now";
import type { FleetView } from "@/lib/api/orders";
import { paths } from "@/lib/paths";
import { FleetSeals } from "./fleet-seals";
import { StopFleet } from "./stop-fleet";

type FleetOrder = FleetView["orders"][number];

const pollMs = 1500;

/** The orders of a fleet as a group: where each stands, what it costs, and the way to its lease. */
export function FleetPanel({ id, initial }: { id: Hex; initial?: FleetView }) {
  const fleet = useQuery({
    ...api.orders.fleet.queryOptions({ input: { id } }),
    ...(initial && { initialData: initial }),
    refetchInterval: ({ state }) => (state.data?.orders.every(isOver) ? false : pollMs),
    // Devices that got a sealed fleet wait for its key, whether anybody looks or not.
    refetchIntervalInBackground: true,
  });
  const orders = fleet.data?.orders ?? [];
  const ended = orders.filter(({ state }) => state === "ended");
  const budget = fleet.data?.spec.fleet?.maxRatePerHour;
  const rateNow = orders.reduce((sum, order) => sum + rateOf(order), 0n);
  const unsigned = ended.filter(({ lease }) => lease?.payment.state === "unsigned");

  // Balance, lists and the header count what each end and each payment changed.
  const router = useRouter();
  const changes = ended.length + orders.filter(isOver).length;
  useEffect(() => {
    if (changes === 0) return;
    void queryClient().invalidateQueries();
    router.refresh();
  }, [changes, router]);

  if (!fleet.data)
    return fleet.isError ? (
      <Failure error={fleet.error} still="The fleet itself goes on." onRetry={() => void fleet.refetch()} />
    ) : (
      <Skeleton className="h-48 w-full" />
    );
  return (
    <section aria-label="Fleet" className="panel flex flex-col gap-3 p-4 md:p-6">
      <header className="flex flex-wrap items-baseline justify-between gap-x-4" aria-live="polite">
        <h2 className="text-16 font-strong">
          <Link href={paths.fleet(id)} className="hover:underline">
            Fleet of {orders.length} devices
          </Link>
        </h2>
        <span className="text-13 text-ink-2">
          {budget !== undefined && (
            <>
              <Rate perHour={rateNow} /> of at most <Rate perHour={budget} /> ·{" "}
            </>
          )}
          {ended.length} of {orders.length} ended
        </span>
      </header>
      <ol className="divide-line border-line divide-y border-y">
        {orders.map((order) => (
          <OrderRow key={order.id} order={order} />
        ))}
      </ol>
      <FleetSeals orders={orders} />
      {fleet.isError && (
        <output className="text-13 text-amber">
          The gateway did not answer. It is asked again; the fleet goes on.
        </output>
      )}
      <footer className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <StopFleet orders={orders} />
        <span className="ml-auto flex items-baseline gap-3">
          <span className="text-13 text-ink-2">
            {ended.length === orders.length ? "Together" : "What has ended"}
          </span>
          <span className="text-16 font-strong">
            <Money amount={ended.reduce((sum, { lease }) => sum + (lease?.cost ?? 0n), 0n)} />
          </span>
        </span>
      </footer>
      {unsigned.length > 0 && <DueNow key={ended.length} customer={orders[0]!.terms.customer} />}
    </section>
  );
}

/** Nothing about it changes any more: it has ended, and what it cost is paid. */
const isOver = ({ state, lease }: FleetOrder) =>
  state === "ended" && (!lease || ["nothing", "settled"].includes(lease.payment.state));

/** Micro-dollars an hour that it costs now. */
const rateOf = ({ state, lease }: FleetOrder) => (state === "leased" && lease ? lease.ratePerHour : 0n);

function OrderRow({ order: { state, reason, facts, lease } }: { order: FleetOrder }) {
  return (
    <li className="text-13 flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
      {lease ? (
        <Link href={paths.lease(lease.id)} className="flex min-w-0 flex-1 items-center gap-2 hover:underline">
          <HexAvatar id={lease.device.id} size={16} />
          <span className="truncate">
            {lease.device.name} <span className="text-ink-3">{lease.device.country}</span>
          </span>
        </Link>
      ) : (
        <span className="flex-1">{state === "ended" ? "No device" : "No device yet"}</span>
      )}
      <ReasonChip code={reason} facts={facts} />
      {state === "ended" && lease ? (
        <PaymentState payment={lease.payment} />
      ) : (
        <Status
          tone={state === "ended" ? reasonTone(reason) : "signal"}
          dot={state === "ended" ? "solid" : "breathing"}
        >
          {words[state]}
        </Status>
      )}
      <span className="w-20 text-right">{lease && <LeaseCost lease={lease} />}</span>
    </li>
  );
}

const words = { waiting: "Waits for a device", leased: "Has a device", ended: "Ended" };
