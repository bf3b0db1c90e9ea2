import Link from "next/link";
import type { z } from "zod";
import { Address } from "@/components/ui/address";
import { Money } from "@/components/ui/money";
import { shortHex } from "@/components/ui/short-hex";
import { Progress } from "@/components/ui/progress";
import { Table, type Column } from "@/components/ui/table";
import { TimeAgo } from "@/components/ui/time-ago";
import type { governanceContract } from "@/lib/api/governance";
import { paths } from "@/lib/paths";
import { Amb } from "./amb";

type Treasury = z.infer<NonNullable<(typeof governanceContract)["treasury"]["~orpc"]["outputSchema"]>>;
type Holding = Treasury["tokens"][number];
type Payment = Treasury["payments"][number] & { name: Holding["name"] | undefined };

const amountOf = (name: Holding["name"] | undefined, amount: bigint) =>
  name === "usdc" ? <Money amount={amount} /> : name === "token" ? <Amb wei={amount} /> : amount.toString();

const holdingColumns: readonly Column<Holding>[] = [
  {
    key: "name",
    head: "Token",
    onPhone: "title",
    cell: ({ name }) => <span className="font-strong">{name === "usdc" ? "USDC" : "AMB"}</span>,
  },
  {
    key: "balance",
    head: "Balance",
    align: "right",
    onPhone: "aside",
    cell: ({ name, balance }) => amountOf(name, balance),
  },
  {
    key: "available",
    head: "May leave now",
    align: "right",
    cell: ({ name, available }) => amountOf(name, available),
  },
  {
    key: "used",
    head: "Of this window’s limit",
    cell: ({ name, used, limit }) => (
      <Progress
        label="Part of the limit that has left"
        value={limit === 0n ? 0 : Number(used) / Number(limit)}
        text={
          <>
            {amountOf(name, used)} of {amountOf(name, limit)} have left
          </>
        }
      />
    ),
  },
  {
    key: "received",
    head: "Ever received",
    align: "right",
    cell: ({ name, received }) => amountOf(name, received),
  },
  { key: "paid", head: "Ever paid", align: "right", cell: ({ name, paid }) => amountOf(name, paid) },
];

const paymentColumns: readonly Column<Payment>[] = [
  {
    key: "purpose",
    head: "For",
    onPhone: "title",
    cell: ({ purpose }) => <span className="font-strong">{purpose}</span>,
  },
  {
    key: "amount",
    head: "Amount",
    align: "right",
    onPhone: "aside",
    cell: ({ name, amount }) => amountOf(name, amount),
  },
  { key: "to", head: "To", cell: ({ to }) => <Address of={to} noun="address that was paid" /> },
  { key: "at", head: "When", cell: ({ at }) => <TimeAgo at={at} clock="chain" /> },
  {
    key: "transaction",
    head: "Transaction",
    cell: ({ transaction }) => (
      <Link href={paths.transaction(transaction)} className="link font-mono">
        {shortHex(transaction)}
      </Link>
    ),
  },
];

/** What the network owns, what of it a vote can pay out now, and what votes have paid. */
export function TreasuryPanel({ treasury }: { treasury: Treasury }) {
  const { tokens, payments, outflowBps, feesToSweep } = treasury;
  const nameOf = (token: string) => tokens.find((held) => held.token === token)?.name;
  return (
    <div className="flex flex-col gap-4">
      <Table
        caption="What the treasury holds"
        columns={holdingColumns}
        rows={tokens}
        rowKey={({ name }) => name}
      />
      <p className="text-13 text-ink-2 measure">
        Fees flow in, votes pay out, and in one window no more than {outflowBps / 100} % of what was there
        leaves. <Money amount={feesToSweep} /> of fees are still in the escrow; anyone may sweep them here.
      </p>
      {payments.length > 0 && (
        <Table
          caption="What votes paid out, the newest first"
          columns={paymentColumns}
          rows={payments.map((payment) => ({ ...payment, name: nameOf(payment.token) }))}
          rowKey={({ transaction, purpose }) => `${transaction}-${purpose}`}
        />
      )}
    </div>
  );
}
