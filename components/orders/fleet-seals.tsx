"use client";

import { useQueries } from "@tanstack/react-query";
import { sealQuery } from "@/components/leases/open-seal";
import { Failure } from "@/components/reasons/failure";
import type { FleetView } from "@/lib/api/orders";

/** Hands the key of a sealed fleet over to each device that waits for it, and says where that does not go well. */
export function FleetSeals({ orders }: Pick<FleetView, "orders">) {
  const waiting = orders.flatMap(({ lease }) =>
    lease?.sealed && (lease.state === "offered" || lease.state === "starting") ? [lease] : [],
  );
  const seals = useQueries({ queries: waiting.map(sealQuery) });
  const failed = seals.filter(({ isError }) => isError);
  if (failed[0])
    return (
      <Failure
        error={failed[0].error}
        still="The devices wait for their keys for a minute."
        onRetry={() => failed.forEach(({ refetch }) => void refetch())}
      />
    );
  if (seals.every(({ data }) => data !== null)) return null;
  return (
    <p className="text-13 text-ink-2">
      It is sealed, and this browser does not hold the session key that ordered it: its devices wait for their
      keys from where it was ordered.
    </p>
  );
}
