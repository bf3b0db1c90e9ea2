"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { Button } from "@/components/ui/button";
import { SkeletonLines } from "@/components/ui/skeleton";
import { leasePages } from "./lease-pages";
import { LeaseTable } from "./lease-table";

type LeaseListProps = {
  as: "customer" | "operator";
  device?: `0x${string}`;
  caption: string;
  /** Shown when there is none. */ empty: ReactNode;
};

/** The table of them, which grows when more is asked for. */
export function LeaseList({ as, device, caption, empty }: LeaseListProps) {
  const leases = useInfiniteQuery(leasePages(api, { as, ...(device && { device }) }));
  if (leases.isPending) return <SkeletonLines lines={6} label="Loading leases" />;
  if (leases.isError) return <Failure error={leases.error} onRetry={() => void leases.refetch()} />;
  const rows = leases.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return empty;
  return (
    <div className="flex flex-col gap-4">
      <LeaseTable leases={rows} caption={caption} />
      {leases.hasNextPage && (
        <div>
          <Button
            busy={leases.isFetchingNextPage ? "Loading…" : undefined}
            onClick={() => void leases.fetchNextPage()}
          >
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}
