"use client";

import { useMutation } from "@tanstack/react-query";
import { Square } from "lucide-react";
import type { Hex } from "viem";
import { client } from "@/components/api/api";
import { queryClient } from "@/components/api/query-client";
import { Failure } from "@/components/reasons/failure";
import { Button } from "@/components/ui/button";
import { refusalOf } from "@/lib/api/client";
import type { FleetView } from "@/lib/api/orders";
import { orderCan } from "@/lib/orders/order";

/** Stops what of a fleet has not ended: each order by itself, for each has its own lease. */
export function StopFleet({ orders }: { orders: FleetView["orders"] }) {
  const open = orders.filter(orderCan.cancel);
  const stop = useMutation({
    mutationFn: () => Promise.all(open.map(({ id }) => stopOrder(id))),
    onSettled: () => queryClient().invalidateQueries(),
  });
  if (open.length === 0) return null;
  return (
    <>
      <Button
        size="s"
        icon={Square}
        busy={stop.isPending ? "Stopping…" : undefined}
        onClick={() => stop.mutate()}
      >
        {open.length === 1 ? "Stop it" : `Stop all ${open.length}`}
      </Button>
      {stop.isError && <Failure error={stop.error} still="Those that were not stopped go on." />}
    </>
  );
}

/** One that has ended meanwhile is stopped. */
async function stopOrder(id: Hex): Promise<void> {
  await client.orders.cancel({ id }).catch((error: unknown) => {
    if (refusalOf(error)?.code !== "ORDER_NOT_CANCELLABLE") throw error;
  });
}
