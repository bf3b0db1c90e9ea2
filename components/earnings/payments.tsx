"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { z } from "zod";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { Address } from "@/components/ui/address";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { amountPlaces, Money } from "@/components/ui/money";
import { shortHex } from "@/components/ui/short-hex";
import { SkeletonLines } from "@/components/ui/skeleton";
import { Table, type Column } from "@/components/ui/table";
import { TimeAgo } from "@/components/ui/time-ago";
import type { paymentSchema } from "@/lib/api/earnings";
import { paths } from "@/lib/paths";
import { paymentWords } from "./payment-words";

type Payment = z.infer<typeof paymentSchema>;

const paidOf = ({ kind, amount, fee }: Payment) => (kind === "credit" ? -amount : amount - fee);

const columns: readonly Column<Payment>[] = [
  {
    key: "kind",
    head: "What",
    onPhone: "title",
    cell: ({ kind, lease }) => (
      <>
        <span className="font-strong">{paymentWords[kind]}</span>{" "}
        {lease && <span className="text-ink-3 font-mono">{shortHex(lease)}</span>}
      </>
    ),
  },
  { key: "customer", head: "Customer", cell: ({ customer }) => <Address of={customer} /> },
  {
    key: "transaction",
    head: "Transaction",
    cell: ({ transaction }) => (
      <Link href={paths.transaction(transaction)} className="link font-mono">
        {shortHex(transaction)}
      </Link>
    ),
  },
  { key: "at", head: "When", cell: ({ at }) => <TimeAgo at={at} clock="chain" /> },
  {
    key: "fee",
    head: "Fee",
    align: "right",
    places: amountPlaces(({ fee }) => fee),
    cell: ({ fee }, places) =>
      fee > 0n ? <Money amount={fee} places={places} /> : <span className="text-ink-3">none</span>,
  },
  {
    key: "net",
    head: "Paid",
    align: "right",
    onPhone: "aside",
    places: amountPlaces(paidOf),
    cell: (payment, places) => <Money amount={paidOf(payment)} signed places={places} />,
  },
];

/** Every payment to the operator and every credit by it, as the contract booked them, each with its transaction. */
export function Payments() {
  const payments = useInfiniteQuery({
    ...api.earnings.payments.infiniteOptions({
      input: (cursor: string | undefined) => (cursor ? { cursor } : {}),
      initialPageParam: undefined,
      getNextPageParam: ({ next }) => next,
    }),
    refetchInterval: 15_000,
  });
  if (payments.isPending) return <SkeletonLines lines={4} label="Loading payments" />;
  if (payments.isError) return <Failure error={payments.error} onRetry={() => void payments.refetch()} />;
  const rows = payments.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0)
    return (
      <EmptyState title="The contract has paid nothing yet.">
        Customers sign for what ended leases cost. Your device hands that in, and each payment stands here.
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-4">
      <Table
        caption="Payments by the contract"
        columns={columns}
        rows={rows}
        rowKey={({ transaction, kind, customer, lease }) => `${transaction}-${kind}-${lease ?? customer}`}
      />
      {payments.hasNextPage && (
        <div>
          <Button
            busy={payments.isFetchingNextPage ? "Loading…" : undefined}
            onClick={() => void payments.fetchNextPage()}
          >
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}
