"use client";

import { Money } from "@/components/ui/money";
import { useNow } from "@/components/ui/use-now";
import type { Lease } from "@/lib/api/leases";
import { amountDown } from "@/lib/chain/roundings";
import { startedSecondsUp } from "@/lib/time/duration";

type Priced = Pick<
  Lease,
  "state" | "cost" | "startedAt" | "ratePerHour" | "ceiling" | "maxSeconds" | "payment"
>;

/** What a lease costs: settled with its transaction, owed, or ticking while it runs. */
export function LeaseCost({ lease, places }: { lease: Priced; places?: number | undefined }) {
  if (lease.cost !== null)
    return <Money amount={lease.cost} transaction={lease.payment.transaction} places={places} />;
  if (lease.state === "running" && lease.startedAt)
    return <Ticking lease={lease} startedAt={lease.startedAt} places={places} />;
  return <Money amount={0n} certainty={lease.state === "ended" ? "measured" : "accruing"} places={places} />;
}

type TickingProps = { lease: Priced; startedAt: string; places: number | undefined };

function Ticking({ lease, startedAt, places }: TickingProps) {
  const now = useNow(1000);
  const ran = Math.min(lease.maxSeconds, startedSecondsUp(Math.max(0, now - Date.parse(startedAt))));
  const accrued = amountDown(lease.ratePerHour, BigInt(ran));
  const cost = accrued < lease.ceiling ? accrued : lease.ceiling;
  return <Money amount={cost} certainty="accruing" places={places} />;
}
