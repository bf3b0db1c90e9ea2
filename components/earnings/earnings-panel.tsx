"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { z } from "zod";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { BarChart } from "@/components/ui/chart";
import { shortHex } from "@/components/ui/short-hex";
import { EmptyState } from "@/components/ui/empty-state";
import { FigureTile } from "@/components/ui/figure-tile";
import { GrowingTable } from "@/components/ui/growing-table";
import { amountPlaces, Money } from "@/components/ui/money";
import { Section } from "@/components/ui/section";
import { Skeleton, SkeletonTiles } from "@/components/ui/skeleton";
import type { Column } from "@/components/ui/table";
import type { earningsSchema } from "@/lib/api/earnings";
import { shortUsdDown } from "@/lib/money/usd6";
import { paths } from "@/lib/paths";
import { Payments } from "./payments";

const rowsFirst = 7;

type Earnings = z.infer<typeof earningsSchema>;

/** What the devices of an operator earned, and how far each dollar has come. */
export function EarningsPanel() {
  const earnings = useQuery({ ...api.earnings.get.queryOptions(), refetchInterval: 15_000 });
  if (earnings.isPending) return <EarningsSkeleton />;
  if (earnings.isError)
    return (
      <Failure
        error={earnings.error}
        still="Your devices go on earning."
        onRetry={() => void earnings.refetch()}
      />
    );
  const { accrued, vouchered, paid, fees, withdrawn, credited, days, devices } = earnings.data;
  const inEscrow = paid > withdrawn ? paid - withdrawn : 0n;
  return (
    <div className="flex flex-col gap-10">
      <Section
        title="Earnings"
        aside={
          <Button
            size="s"
            disabledReason={
              inEscrow === 0n ? "The contract has collected nothing for you that is not paid out." : undefined
            }
            onClick={() => void startFlow("withdraw-earnings", null)}
          >
            Withdraw
          </Button>
        }
      >
        <div className="grid grid-cols-2 gap-4 lg:grid-cols-3">
          <FigureTile name="Ready to withdraw" hint="Collected, and still in the escrow.">
            <Money amount={inEscrow} />
          </FigureTile>
          <FigureTile name="Accrued" hint="Cost of ended leases, before the fee.">
            <Money amount={accrued} certainty="measured" />
          </FigureTile>
          <FigureTile name="Signed for" hint="Of that, covered by vouchers.">
            <Money amount={vouchered} />
          </FigureTile>
          <FigureTile name="Paid by the contract" hint="After the fee.">
            <Money amount={paid} />
          </FigureTile>
          <FigureTile name="Fees" hint="Part of each payment, for the treasury.">
            <Money amount={fees} />
          </FigureTile>
          <FigureTile name="Credits" hint="What broken promises gave back to customers, out of your cover.">
            <Money amount={credited} />
          </FigureTile>
        </div>
        {days.length > 0 ? (
          <div className="panel p-4">
            <BarChart
              label="Earnings by day"
              format={(value) => `$${shortUsdDown(BigInt(Math.round(value)))}`}
              points={days.map(({ day, accrued: amount, leases }) => ({
                label: day.slice(5),
                value: Number(amount),
                shown: `$${shortUsdDown(amount)} from ${leases} ${leases === 1 ? "lease" : "leases"}`,
              }))}
            />
          </div>
        ) : (
          <EmptyState title="Earnings by day will be here.">
            The first lease that a device of yours ends makes the first bar.
          </EmptyState>
        )}
      </Section>
      {days.length > 0 && (
        <Section title="By day">
          <GrowingTable
            caption="Earnings by day, the newest first"
            columns={dayColumns}
            rows={days.toReversed()}
            rowKey={({ day }) => day}
            first={rowsFirst}
          />
        </Section>
      )}
      {devices.length > 0 && (
        <Section title="By device">
          <GrowingTable
            caption="Earnings by device"
            columns={deviceColumns}
            rows={devices}
            rowKey={({ device }) => device}
            first={rowsFirst}
          />
        </Section>
      )}
      <Section
        title="Payments"
        aside={
          <a href="/api/earnings/payments.csv" download="ambit-payments.csv" className="link text-13">
            Every payment and every credit as a table (CSV)
          </a>
        }
      >
        <Payments />
      </Section>
    </div>
  );
}

/** Of the size of the figures and the chart. */
function EarningsSkeleton() {
  return (
    <output className="flex flex-col gap-4">
      <span className="sr-only">Loading your earnings</span>
      <Skeleton className="h-6 w-24" />
      <SkeletonTiles tiles={6} columns="lg:grid-cols-3" />
      <Skeleton className="h-64 w-full" />
    </output>
  );
}

/** A column of amounts, those of nothing in a word. */
const amounts = <Row,>(key: string, head: string, amountOf: (row: Row) => bigint): Column<Row> => ({
  key,
  head,
  align: "right",
  places: amountPlaces(amountOf),
  cell: (row, places) => {
    const amount = amountOf(row);
    return amount > 0n ? <Money amount={amount} places={places} /> : <span className="text-ink-3">none</span>;
  },
});

const dayColumns: readonly Column<Earnings["days"][number]>[] = [
  {
    key: "day",
    head: "Day",
    onPhone: "title",
    cell: ({ day }) => day,
  },
  {
    key: "leases",
    head: "Leases ended",
    align: "right",
    cell: ({ leases }) => leases.toLocaleString("en-GB"),
  },
  amounts("accrued", "Accrued", ({ accrued }) => accrued),
  amounts("fees", "Fees", ({ fees }) => fees),
  amounts("credited", "Credits", ({ credited }) => credited),
  { ...amounts("paid", "Paid", ({ paid }) => paid), onPhone: "aside" },
];

const deviceColumns: readonly Column<Earnings["devices"][number]>[] = [
  {
    key: "device",
    head: "Device",
    onPhone: "title",
    cell: ({ device, name }) => (
      <Link href={paths.device(device)} className="font-strong hover:underline">
        {name ?? shortHex(device)}
      </Link>
    ),
  },
  { key: "leases", head: "Leases", align: "right", cell: ({ leases }) => leases.toLocaleString("en-GB") },
  { ...amounts("accrued", "Accrued", ({ accrued }) => accrued), onPhone: "aside" },
  amounts("settled", "Of it paid, with fees", ({ settled }) => settled),
  amounts("credited", "Credits", ({ credited }) => credited),
];
