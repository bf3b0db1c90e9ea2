"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, CircleDashed, ShieldCheck, X } from "lucide-react";
import { useState } from "react";
import type { Hex } from "viem";
import { Failure } from "@/components/reasons/failure";
import { Button } from "@/components/ui/button";
import { SkeletonLines } from "@/components/ui/skeleton";
import type { ReceiptCheck } from "@/lib/leases/receipt-check";

const titles: Record<ReceiptCheck["name"], string> = {
  order: "Who ordered",
  device: "Who took it",
  price: "The price",
  report: "The result",
  cost: "The sum",
  voucher: "Who pays",
  settlement: "The payment",
};
const marks = {
  holds: { icon: Check, tone: "text-signal", word: "Holds" },
  fails: { icon: X, tone: "text-red", word: "Fails" },
  open: { icon: CircleDashed, tone: "text-ink-3", word: "Still open" },
} as const;

/**
 * Checks the receipt of a lease when asked: every signature and sum in this browser, the payment on the
 * chain. The rules come with the press, because most visits need none of them.
 */
export function ReceiptChecks({ leaseId, payment }: { leaseId: Hex; payment: string }) {
  const [asked, setAsked] = useState(false);
  const checks = useQuery({
    queryKey: ["receipt-checks", leaseId, payment],
    queryFn: () => import("./check-lease").then(({ checkLease }) => checkLease(leaseId)),
    enabled: asked,
    staleTime: Infinity,
  });
  if (!asked)
    return (
      <div>
        <Button size="s" icon={ShieldCheck} onClick={() => setAsked(true)}>
          Check the receipt
        </Button>
      </div>
    );
  if (checks.isPending) return <SkeletonLines lines={4} label="Checking the receipt" />;
  if (checks.isError)
    return (
      <Failure
        error={checks.error}
        still="Nothing is wrong with the lease itself."
        onRetry={() => void checks.refetch()}
      />
    );
  const fails = checks.data.some(({ state }) => state === "fails");
  return (
    <section aria-label="Checks of the receipt" aria-live="polite" className="flex flex-col gap-3">
      <ul className="flex flex-col gap-2">
        {checks.data.map((check) => (
          <CheckLine key={check.name} {...check} />
        ))}
      </ul>
      <p className="text-13 text-ink-3">
        {fails
          ? "The receipt does not check out. Keep the file: it is what a dispute is about."
          : "Worked out in this browser from the receipt’s signatures; the payment as this gateway’s node tells it. With the file, npm run check-receipt does the same against a node of your own."}
      </p>
    </section>
  );
}

function CheckLine({ name, state, found }: ReceiptCheck) {
  const { icon: Icon, tone, word } = marks[state];
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-2">
      <Icon size={16} aria-hidden="true" className={`${tone} mt-1`} />
      <span>
        <span className="sr-only">{word}: </span>
        <span className="font-strong">{titles[name]}.</span> <span className="text-ink-2">{found}</span>
      </span>
    </li>
  );
}
