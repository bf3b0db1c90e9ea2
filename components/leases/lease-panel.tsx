"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Square, SquareTerminal } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import type { Hex } from "viem";
import { api } from "@/components/api/api";
import { queryClient } from "@/components/api/query-client";
import { DueNow } from "@/components/wallet/due-now";
import { Failure } from "@/components/reasons/failure";
import { ReasonChip } from "@/components/reasons/reason-chip";
import { Button } from "@/components/ui/button";
import { Duration } from "@/components/ui/figures";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { LogView } from "@/components/ui/log-view";
import { Rate } from "@/components/ui/money";
import { Skeleton } from "@/components/ui/skeleton";
import { useNow } from "@/components/ui/use-now";
import type { Lease } from "@/lib/api/leases";
import { leaseCan } from "@/lib/leases/lease";
import { paths } from "@/lib/paths";
import { ExecPanel } from "./exec-panel";
import { LeaseCost } from "./lease-cost";
import { LeaseResult } from "./lease-result";
import { LeaseState } from "./lease-state";
import { sealQuery } from "./open-seal";
import { PaymentState } from "./payment-state";
import { ReceiptButton } from "./receipt-button";
import { ReceiptChecks } from "./receipt-checks";
import { useLease } from "./use-lease";

type LeasePanelProps = {
  id: Hex;
  initial?: Lease;
  /** Leaves out the link to the page that this is already on. */ onItsPage?: boolean;
  /** It runs in a container, and for whoever looks: programs can be run beside it. */ takesPrograms?: boolean;
};

/** How often an ended lease is asked for until the contract has paid for it. */
const payPollMs = 2500;

/** A lease as it goes: state, device, cost, log, and at the end what came of it and who was paid. */
export function LeasePanel({ id, initial, onItsPage, takesPrograms }: LeasePanelProps) {
  const { lease: watched, lines, connection } = useLease(id, initial);
  const router = useRouter();
  const ended = watched?.state === "ended";
  // The stream is over when the workload is; the money comes after it.
  const unpaid = ended && !["nothing", "settled"].includes(watched.payment.state);
  const later = useQuery({
    ...api.leases.get.queryOptions({ input: { id } }),
    enabled: unpaid,
    refetchInterval: ({ state }) => (state.data?.payment.state === "settled" ? false : payPollMs),
  });
  const lease = unpaid ? (later.data ?? watched) : watched;
  const seal = useQuery({ ...sealQuery(lease), enabled: lease?.sealed === true });

  // Balance, lists, timeline and the header count what the end and each step of the payment changed.
  const payment = ended ? lease?.payment.state : undefined;
  useEffect(() => {
    if (!payment) return;
    void queryClient().invalidateQueries();
    router.refresh();
  }, [payment, router]);

  if (!lease) return <Skeleton className="h-96 w-full" />;
  return (
    <section aria-label="Lease" className="panel flex min-w-0 flex-col gap-4 p-4 md:p-6">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2" aria-live="polite">
        <LeaseState lease={lease} />
        <ReasonChip code={lease.reason} facts={lease.facts} />
        <span className="text-ink-2 ml-auto">
          <Ran lease={lease} />
        </span>
      </header>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Link href={paths.device(lease.device.id)} className="hover:text-ink flex min-w-0 items-center gap-2">
          <HexAvatar id={lease.device.id} size={24} />
          <span className="font-strong truncate">{lease.device.name}</span>
          <span className="text-ink-3">{lease.device.country}</span>
        </Link>
        <span className="ml-auto flex items-baseline gap-3">
          <span className="text-13 text-ink-2">
            <Rate perHour={lease.ratePerHour} />
          </span>
          <span className="text-16 font-strong min-w-20 text-right">
            <LeaseCost lease={lease} />
          </span>
        </span>
      </div>
      <LogView label="Log of the workload" lines={lines} empty={emptyWords(lease, connection)} />
      {connection === "reconnecting" && !ended && (
        <output className="text-13 text-amber">
          The connection to the gateway broke off. It is taken up again where it stopped; the workload goes
          on.
        </output>
      )}
      {takesPrograms && <ExecPanel lease={lease} />}
      {lease.sealed && seal.data === null && (
        <p className="text-13 text-ink-2">
          It is sealed, and this browser does not hold the session key that ordered it: what it writes can be
          read where it was ordered.
        </p>
      )}
      {seal.isError && (
        <Failure
          error={seal.error}
          still="The device waits for its key for a minute."
          onRetry={() => void seal.refetch()}
        />
      )}
      {ended && <LeaseResult lease={lease} />}
      <footer className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {ended ? <PaymentState payment={lease.payment} /> : <Cancel lease={lease} />}
        <span className="ml-auto flex flex-wrap gap-2">
          {ended && <ReceiptButton leaseId={lease.id} />}
          {!onItsPage && (
            <Link href={paths.lease(lease.id)} className="link text-13 target flex items-center gap-2 px-2">
              <SquareTerminal size={16} aria-hidden="true" />
              Open the lease
            </Link>
          )}
        </span>
      </footer>
      {ended && <ReceiptChecks leaseId={lease.id} payment={lease.payment.state} />}
      {ended && lease.payment.state === "unsigned" && <DueNow customer={lease.customer} />}
    </section>
  );
}

/** How long it ran, or has been running. */
function Ran({ lease }: { lease: Lease }) {
  const now = useNow(1000);
  if (!lease.startedAt) return null;
  const since = Date.parse(lease.startedAt);
  if (lease.endedAt) return <Duration ms={Math.max(0, Date.parse(lease.endedAt) - since)} />;
  return <Duration ms={Math.max(0, Math.floor((now - since) / 1000) * 1000)} grows />;
}

function emptyWords({ state }: Lease, connection: string): string {
  if (state === "offered") return "The device has the order and checks its signatures…";
  if (state === "starting") return "The device fetches what it needs. This is not billed.";
  if (state === "running") return "It runs and has written nothing yet.";
  return connection === "complete" ? "It wrote nothing." : "The log is being loaded…";
}

function Cancel({ lease }: { lease: Lease }) {
  const cancel = useMutation(api.orders.cancel.mutationOptions());
  if (!leaseCan.cancel(lease)) return null;
  return (
    <>
      <Button
        size="s"
        icon={Square}
        busy={cancel.isPending ? "Stopping…" : undefined}
        onClick={() => cancel.mutate({ id: lease.orderId })}
      >
        Stop it
      </Button>
      {cancel.isError && <Failure error={cancel.error} still="The workload goes on meanwhile." />}
    </>
  );
}
