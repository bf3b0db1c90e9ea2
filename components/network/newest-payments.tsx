"use client";

import Link from "next/link";
import { paymentWords } from "@/components/earnings/payment-words";
import { amountPlaces, Money } from "@/components/ui/money";
import { shortHex } from "@/components/ui/short-hex";
import { Table, type Column } from "@/components/ui/table";
import { TimeAgo } from "@/components/ui/time-ago";
import type { PublicPayment } from "@/lib/api/network";
import { paths } from "@/lib/paths";

const wallet = (address: string) => (
  <Link
    href={paths.wallet(address)}
    data-hint={address}
    className="cursor-pointer! font-mono hover:underline"
  >
    {shortHex(address)}
  </Link>
);

const columns: readonly Column<PublicPayment>[] = [
  {
    key: "kind",
    head: "What",
    onPhone: "title",
    cell: ({ kind }) => <span className="font-strong">{paymentWords[kind]}</span>,
  },
  { key: "operator", head: "Operator", cell: ({ operator }) => wallet(operator) },
  { key: "customer", head: "Customer", cell: ({ customer }) => wallet(customer) },
  { key: "at", head: "When", cell: ({ at }) => <TimeAgo at={at} clock="chain" /> },
  {
    key: "fee",
    head: "Of it, fee",
    align: "right",
    places: amountPlaces(({ fee }) => fee),
    cell: ({ fee }, places) =>
      fee > 0n ? <Money amount={fee} places={places} /> : <span className="text-ink-3">none</span>,
  },
  {
    key: "amount",
    head: "Amount",
    align: "right",
    onPhone: "aside",
    places: amountPlaces(({ amount }) => amount),
    cell: ({ amount, transaction }, places) => (
      <Money amount={amount} transaction={transaction} places={places} />
    ),
  },
];

/** What the contract paid to operators and credited to customers last, each linked to its transaction. */
export function NewestPayments({ payments }: { payments: readonly PublicPayment[] }) {
  return (
    <Table
      caption="The newest payments by the contract"
      columns={columns}
      rows={payments}
      rowKey={({ transaction, kind, operator, customer, lease }) =>
        `${transaction}-${kind}-${operator}-${lease ?? customer}`
      }
    />
  );
}
