"use client";

import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useRef, useState } from "react";
import type { Address, Hex } from "viem";
import { api, client } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { flowStore } from "@/components/transactions/flow-store";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton, SkeletonTiles } from "@/components/ui/skeleton";
import { useStore } from "@/components/ui/store";
import { Table } from "@/components/ui/table";
import { useSettled } from "@/components/ui/use-settled";
import type { DeviceSummary } from "@/lib/api/devices";
import { paths } from "@/lib/paths";
import { BulkBar } from "./bulk-bar";
import { countOf, DeviceFinder, filterOf, sortOf, type Finding } from "./device-finder";
import { DeviceTotals } from "./device-totals";
import { ownDeviceColumns } from "./own-device-columns";
import { stillIn, type Selected } from "./still-in";

const refreshMs = 10_000;
const pageSize = 25;

/** An operator's devices: found, sorted, and changed together, however many there are. */
export function MyDevices({ operator }: { operator: Address }) {
  const [finding, setFinding] = useState<Finding>({ search: "", show: "all", sort: "name" });
  const [marked, setMarked] = useState<Selected>(new Map());
  const selected = stillIn(marked, useStore(flowStore));
  /** What was done with those that were selected. */
  const [said, setSaid] = useState<string>();
  const bar = useRef<HTMLDivElement>(null);
  const search = useSettled(finding.search, 250);
  const filter = { operator, ...filterOf({ ...finding, search }) };
  const totals = useQuery({
    ...api.devices.totals.queryOptions({ input: { operator } }),
    refetchInterval: refreshMs,
  });
  const list = useInfiniteQuery(
    api.devices.list.infiniteOptions({
      input: (cursor: Hex | undefined) => ({
        ...filter,
        ...sortOf(finding),
        limit: pageSize,
        ...(cursor && { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: ({ next }) => next as Hex | undefined,
      // All pages are asked for again: who has opened many reads them, and does not watch them.
      refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 2 ? false : refreshMs),
      // What was found stays in sight until what is looked for now is there.
      placeholderData: (before) => before,
    }),
  );
  const all = useMutation({ mutationFn: everyDevice, onSuccess: setMarked });
  if (list.isPending || totals.isPending) return <DevicesSkeleton />;
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  if (totals.isError) return <Failure error={totals.error} onRetry={() => void totals.refetch()} />;
  const rows = list.data.pages.flatMap(({ items }) => items);
  if (totals.data.devices === 0 && finding.show !== "removed")
    return (
      <EmptyState
        title="Your devices will be here."
        action={
          <ButtonLink look="primary" href={paths.join}>
            Bring a device
          </ButtonLink>
        }
      >
        One command brings a machine into the market.
      </EmptyState>
    );
  const found = list.hasNextPage ? countOf({ ...finding, search }, totals.data) : rows.length;
  const toggle = ({ id, name }: DeviceSummary, on: boolean) => {
    const after = new Map(selected);
    if (on) after.set(id, name);
    else after.delete(id);
    setSaid(undefined);
    setMarked(after);
  };
  const done = (left: Selected, now?: string) => {
    setSaid(now);
    setMarked(left);
    // Without a selection the button that was pressed goes away with the others.
    if (left.size === 0) bar.current?.focus();
  };
  return (
    <div className="flex flex-col gap-4">
      <DeviceTotals totals={totals.data} />
      <DeviceFinder finding={finding} totals={totals.data} onFinding={setFinding} />
      {/* One height with and without a selection, so that the list does not move under the pointer. */}
      <div
        ref={bar}
        tabIndex={-1}
        className={clsx(
          "rounded-panel sticky top-14 z-10 flex min-h-14 flex-wrap items-center gap-2 border px-4 py-2",
          selected.size > 0 ? "bg-panel border-ink" : "border-transparent",
        )}
      >
        <p
          aria-live="polite"
          className={clsx("mr-auto", selected.size > 0 ? "font-strong" : "text-13 text-ink-2")}
        >
          {selected.size > 0
            ? selectedText(selected.size)
            : [said, foundText(rows.length, found)].filter(Boolean).join(" ")}
        </p>
        {selected.size > 0 ? (
          <BulkBar selected={selected} onDone={done} />
        ) : (
          rows.length > 1 &&
          finding.show !== "removed" && (
            <Button
              size="s"
              look="quiet"
              busy={all.isPending ? "Selecting…" : undefined}
              onClick={() => all.mutate(filter)}
            >
              {found === undefined ? "Select all that are found" : `Select all ${found}`}
            </Button>
          )
        )}
      </div>
      {all.isError && <Failure error={all.error} />}
      {rows.length === 0 ? (
        <EmptyState title="No device is like this.">Look for something else.</EmptyState>
      ) : (
        <Table
          caption="Your devices"
          columns={ownDeviceColumns(selected, toggle)}
          rows={rows}
          rowKey={({ id }) => id}
        />
      )}
      {list.hasNextPage && (
        <div>
          <Button
            busy={list.isFetchingNextPage ? "Loading…" : undefined}
            onClick={() => void list.fetchNextPage()}
          >
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}

const selectedText = (count: number) =>
  count === 1 ? "1 device is selected" : `${count} devices are selected`;

/** @param found undefined as long as nobody has counted. */
function foundText(shown: number, found: number | undefined): string {
  if (found === undefined) return `The first ${shown} of those that are found`;
  if (found > shown) return `${shown} of ${found} devices`;
  return found === 1 ? "1 device" : `${found} devices`;
}

/** All devices that are found and can be changed, whether their page was opened or not. */
async function everyDevice(
  filter: Omit<Parameters<typeof client.devices.list>[0], "cursor">,
): Promise<Selected> {
  const found = new Map<Hex, string>();
  let cursor: Hex | undefined;
  do {
    const { items, next } = await client.devices.list({ ...filter, limit: 200, ...(cursor && { cursor }) });
    for (const { id, name, state } of items) if (state === "enrolled") found.set(id, name);
    cursor = next as Hex | undefined;
  } while (cursor);
  return found;
}

/** Of the size of the totals, the finder and the first rows. */
function DevicesSkeleton() {
  return (
    <output className="flex flex-col gap-4">
      <span className="sr-only">Loading your devices</span>
      <SkeletonTiles tiles={4} columns="lg:grid-cols-4" />
      <Skeleton className="h-16 w-full" />
      <Skeleton className="h-96 w-full" />
    </output>
  );
}
