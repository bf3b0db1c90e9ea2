"use client";

import { useQuery } from "@tanstack/react-query";
import type { Hex } from "viem";
import { api } from "@/components/api/api";
import { LeasePanel } from "@/components/leases/lease-panel";
import { Failure } from "@/components/reasons/failure";
import { Skeleton } from "@/components/ui/skeleton";
import { Arrive } from "./arrive";
import { WaitingOrder } from "./waiting-order";

const pollMs = 1500;

/**
 * The order that was just placed: its lease, or that it waits. When a device is passed over, the next
 * device's lease takes its place.
 */
export function PlacedOrder({ id }: { id: Hex }) {
  const order = useQuery({
    ...api.orders.get.queryOptions({ input: { id } }),
    refetchInterval: ({ state }) => (state.data?.state === "ended" ? false : pollMs),
    // A device that got a sealed order waits for its key, whether anybody looks or not.
    refetchIntervalInBackground: true,
  });
  return (
    <Arrive>
      {order.isError ? (
        <Failure error={order.error} still="The order itself goes on." onRetry={() => void order.refetch()} />
      ) : !order.data ? (
        <Skeleton className="h-96 w-full" />
      ) : order.data.leaseId ? (
        <LeasePanel key={order.data.leaseId} id={order.data.leaseId} />
      ) : (
        <WaitingOrder order={order.data} ended={order.data.state === "ended"} />
      )}
    </Arrive>
  );
}
