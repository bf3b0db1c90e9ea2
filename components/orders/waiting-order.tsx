"use client";

import { useMutation } from "@tanstack/react-query";
import type { z } from "zod";
import { api } from "@/components/api/api";
import { queryClient } from "@/components/api/query-client";
import { Failure } from "@/components/reasons/failure";
import { ReasonChip } from "@/components/reasons/reason-chip";
import { Button } from "@/components/ui/button";
import { Status } from "@/components/ui/status";
import { TimeAgo } from "@/components/ui/time-ago";
import type { orderSchema } from "@/lib/api/orders";
import { reasonNext, reasonText } from "@/lib/reasons";

type Order = z.infer<typeof orderSchema>;

/** An order that has no lease: it waits for a device, or it ended without one. */
export function WaitingOrder({ order, ended }: { order: Order; ended: boolean }) {
  const cancel = useMutation({
    ...api.orders.cancel.mutationOptions(),
    onSuccess: () => queryClient().invalidateQueries(),
  });
  return (
    <section aria-label="Order" aria-live="polite" className="panel flex flex-col gap-3 p-4 md:p-6">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Status tone={ended ? "neutral" : "amber"} dot={ended ? "solid" : "breathing"}>
          {ended ? "Ended" : "Waits for a device"}
        </Status>
        <ReasonChip code={order.reason} facts={order.facts} />
        <span className="text-13 text-ink-2 ml-auto">
          <TimeAgo at={order.createdAt} />
        </span>
      </header>
      <p>{reasonText(order.reason, order.facts)}</p>
      <p className="text-13 text-ink-2">{reasonNext(order.reason, order.facts)}</p>
      {!ended && (
        <div>
          <Button
            size="s"
            busy={cancel.isPending ? "Cancelling…" : undefined}
            onClick={() => cancel.mutate({ id: order.id })}
          >
            Cancel the order
          </Button>
        </div>
      )}
      {cancel.isError && <Failure error={cancel.error} still="The order goes on waiting." />}
    </section>
  );
}
