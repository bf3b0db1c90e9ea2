"use client";

import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Address } from "viem";
import { api, client } from "@/components/api/api";
import { useSettled } from "@/components/orders/use-settled";
import { Failure } from "@/components/reasons/failure";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { SkeletonLines } from "@/components/ui/skeleton";
import { Table, type Column } from "@/components/ui/table";
import type { DeviceSummary } from "@/lib/api/devices";
import { paths } from "@/lib/paths";
import { BulkBar } from "./bulk-bar";
import { DeviceFinder, filterOf, sortOf, type Finding } from "./device-finder";
import { deviceColumns } from "./device-table";
import { DeviceTotals } from "./device-totals";

const refreshMs = 10_000;
const pageSize = 50;

/** An operator's devices: found, sorted, and changed together, however many there are. */
export function MyDevices({ operator }: { operator: Address }) {
  const [finding, setFinding] = useState<Finding>({ search: "", show: "all", sort: "name" });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const search = useSettled(finding.search, 250);
  const filter = { operator, ...filterOf({ ...finding, search }) };
  const totals = useQuery({
    ...api.devices.totals.queryOptions({ input: { operator } }),
    refetchInterval: refreshMs,
  });
  const list = useInfiniteQuery(
    api.devices.list.infiniteOptions({
      input: (cursor: `0x${string}` | undefined) => ({
        ...filter,
        ...sortOf(finding),
        limit: pageSize,
        ...(cursor && { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: ({ next }) => next as `0x${string}` | undefined,
      // All pages are asked for again: who has opened many reads them, and does not watch them.
      refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 2 ? false : refreshMs),
      // What was found stays in sight until what is looked for now is there.
      placeholderData: (before) => before,
    }),
  );
  const all = useMutation({ mutationFn: everyId, onSuccess: (ids) => setSelected(new Set(ids)) });
  if (list.isPending || totals.isPending) return <SkeletonLines lines={6} label="Loading your devices" />;
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
  const toggle = (id: string, on: boolean) =>
    setSelected((before) => {
      const after = new Set(before);
      if (on) after.add(id);
      else after.delete(id);
      return after;
    });
  return (
    <div className="flex flex-col gap-4">
      <DeviceTotals totals={totals.data} />
      <DeviceFinder finding={finding} totals={totals.data} onFinding={setFinding} />
      {selected.size > 0 && (
        <BulkBar ids={[...selected] as `0x${string}`[]} onDone={() => setSelected(new Set())} />
      )}
      {rows.length === 0 ? (
        <EmptyState title="No device is like this.">Look for something else.</EmptyState>
      ) : (
        <Table
          caption="Your devices"
          columns={[selection(selected, toggle), ...deviceColumns]}
          rows={rows}
          rowKey={({ id }) => id}
        />
      )}
      {all.isError && <Failure error={all.error} />}
      <div className="flex flex-wrap gap-2">
        {list.hasNextPage && (
          <Button
            busy={list.isFetchingNextPage ? "Loading…" : undefined}
            onClick={() => void list.fetchNextPage()}
          >
            Show more
          </Button>
        )}
        {rows.length > 1 && finding.show !== "removed" && (
          <Button
            look="quiet"
            busy={all.isPending ? "Selecting…" : undefined}
            onClick={() => all.mutate(filter)}
          >
            {list.hasNextPage ? "Select all that are found" : `Select all ${rows.length}`}
          </Button>
        )}
      </div>
    </div>
  );
}

/** The ids of all devices that are found and can be changed, whether their page was opened or not. */
async function everyId(filter: Omit<Parameters<typeof client.devices.list>[0], "cursor">): Promise<string[]> {
  const ids: string[] = [];
  let cursor: `0x${string}` | undefined;
  do {
    const { items, next } = await client.devices.list({ ...filter, limit: 200, ...(cursor && { cursor }) });
    ids.push(...items.filter(({ state }) => state === "enrolled").map(({ id }) => id));
    cursor = next as `0x${string}` | undefined;
  } while (cursor);
  return ids;
}

const selection = (
  selected: ReadonlySet<string>,
  toggle: (id: string, on: boolean) => void,
): Column<DeviceSummary> => ({
  key: "selection",
  head: "Selected",
  onPhone: "aside",
  cell: ({ id, name, state }) =>
    state === "enrolled" && (
      <input
        type="checkbox"
        aria-label={`Select ${name}`}
        checked={selected.has(id)}
        onChange={(event) => toggle(id, event.target.checked)}
        className="accent-ink size-5 align-middle"
      />
    ),
});
