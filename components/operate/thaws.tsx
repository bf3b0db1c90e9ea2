"use client";

import type { z } from "zod";
import { Amb } from "@/components/governance/amb";
import { useNowBy } from "@/components/ui/clock";
import { Status } from "@/components/ui/status";
import { Table, type Column } from "@/components/ui/table";
import { Countdown } from "@/components/ui/time-ago";
import type { bondSchema } from "@/lib/api/network";

type Thaw = z.infer<typeof bondSchema>["thaws"][number];

const columns: readonly Column<Thaw>[] = [
  { key: "amount", head: "Amount", onPhone: "title", cell: ({ amount }) => <Amb wei={amount} /> },
  {
    key: "ready",
    head: "Can be withdrawn",
    align: "right",
    onPhone: "aside",
    cell: ({ readyAt }) => <ReadyAt at={readyAt} />,
  },
];

/** Parts of a stake on their way back to the wallet, each with its own clock. */
export function Thaws({ thaws }: { thaws: readonly Thaw[] }) {
  return (
    <Table
      caption="Stake that thaws"
      columns={columns}
      rows={thaws}
      rowKey={({ amount, readyAt }) => `${readyAt}-${amount}`}
    />
  );
}

function ReadyAt({ at }: { at: string }) {
  const ready = Date.parse(at) <= useNowBy("chain", 1000);
  return ready ? (
    <Status tone="signal">now</Status>
  ) : (
    <>
      in <Countdown until={at} clock="chain" />
    </>
  );
}
