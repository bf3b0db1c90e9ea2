"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { z } from "zod";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { Address } from "@/components/ui/address";
import { Button } from "@/components/ui/button";
import { shortHex } from "@/components/ui/short-hex";
import { EmptyState } from "@/components/ui/empty-state";
import { amountPlaces, Money } from "@/components/ui/money";
import { SkeletonLines } from "@/components/ui/skeleton";
import { Table, type Column } from "@/components/ui/table";
import { TimeAgo } from "@/components/ui/time-ago";
import type { movementSchema } from "@/lib/api/account";
import { paths } from "@/lib/paths";
import { movementPages } from "./movement-pages";

type Movement = z.infer<typeof movementSchema>;

/** What each movement is called and whether it adds to the balance or takes from it; 0 moves only between its parts. */
const kinds: Record<Movement["kind"], { text: string; sign: 1n | 0n | -1n }> = {
  deposit: { text: "Deposit", sign: 1n },
  payment: { text: "Payment to an operator", sign: -1n },
  thaw: { text: "Withdrawal begun", sign: 0n },
  "thaw-cancelled": { text: "Withdrawal cancelled", sign: 0n },
  withdrawal: { text: "Withdrawal", sign: -1n },
  "earnings-withdrawn": { text: "Earnings paid out", sign: 0n },
  "earnings-kept": { text: "Earnings kept as balance", sign: 1n },
  "lease-deposit": { text: "Deposit for a lease", sign: -1n },
  "lease-top-up": { text: "Added to a lease", sign: -1n },
  "lease-refund": { text: "Left over of a lease", sign: 1n },
  cover: { text: "Locked to cover an SLA", sign: -1n },
  "cover-returned": { text: "Cover of an SLA returned", sign: 1n },
  "sla-credit": { text: "Credit for a broken SLA", sign: 1n },
};

const columns: readonly Column<Movement>[] = [
  {
    key: "kind",
    head: "What",
    onPhone: "title",
    cell: ({ kind }) => <span className="font-strong">{kinds[kind].text}</span>,
  },
  {
    key: "amount",
    head: "Amount",
    align: "right",
    onPhone: "aside",
    places: amountPlaces(({ amount }) => amount),
    cell: ({ kind, amount }, places) => {
      const { sign } = kinds[kind];
      return <Money amount={sign === 0n ? amount : amount * sign} signed={sign !== 0n} places={places} />;
    },
  },
  {
    key: "fee",
    head: "Of it, fee",
    align: "right",
    places: amountPlaces(({ fee }) => fee),
    cell: ({ fee }, places) =>
      fee > 0n ? <Money amount={fee} places={places} /> : <span className="text-ink-3">none</span>,
  },
  {
    key: "with",
    head: "With",
    cell: ({ counterparty }) =>
      counterparty ? <Address of={counterparty} /> : <span className="text-ink-3">nobody</span>,
  },
  {
    key: "transaction",
    head: "Transaction",
    cell: ({ transaction }) => (
      <Link href={paths.transaction(transaction.hash)} className="link font-mono">
        {shortHex(transaction.hash)}
      </Link>
    ),
  },
  { key: "at", head: "When", cell: ({ transaction }) => <TimeAgo at={transaction.at} clock="chain" /> },
];

/** Every change of the balance on chain, each with its transaction. */
export function Movements() {
  const movements = useInfiniteQuery(movementPages(api));
  if (movements.isPending) return <SkeletonLines lines={4} label="Loading movements" />;
  if (movements.isError) return <Failure error={movements.error} onRetry={() => void movements.refetch()} />;
  const rows = movements.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0)
    return (
      <EmptyState title="Nothing has moved yet.">
        Deposits, payments and withdrawals stand here, each with its transaction.
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-4">
      <Table
        caption="Movements of your balance, the newest first"
        columns={columns}
        rows={rows}
        rowKey={({ transaction, kind, amount }) => `${transaction.hash}-${kind}-${amount}`}
      />
      {movements.hasNextPage && (
        <div>
          <Button
            busy={movements.isFetchingNextPage ? "Loading…" : undefined}
            onClick={() => void movements.fetchNextPage()}
          >
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}
