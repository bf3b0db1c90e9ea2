"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { Address } from "viem";
import { api } from "@/components/api/api";
import { EnrolmentStep } from "@/components/devices/enrolment-step";
import { Failure } from "@/components/reasons/failure";
import { Button, ButtonLink } from "@/components/ui/button";
import { FigureTile } from "@/components/ui/figure-tile";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { Money } from "@/components/ui/money";
import { Notice } from "@/components/ui/notice";
import { SkeletonLines } from "@/components/ui/skeleton";
import { Status } from "@/components/ui/status";
import { useStore } from "@/components/ui/store";
import type { Tone } from "@/components/ui/tone";
import { paths } from "@/lib/paths";
import { reasonNext, reasonText } from "@/lib/reasons";
import { LendForm } from "./lend-form";
import type { TabState } from "./tab-messages";
import { drainTab, stopTab, tabDevice } from "./tab-store";

/** This tab as a device: what it may lend, its signature, and what it does while it lends. */
export function TabPanel({ wallet }: { wallet: Address }) {
  const state = useStore(tabDevice);
  return (
    <section
      aria-label="This tab"
      aria-live="polite"
      className="panel flex min-w-0 flex-col gap-6 p-4 md:p-6"
    >
      {(state === null || state.phase === "ended") && (
        <>
          {state && <Ended state={state} />}
          <LendForm />
        </>
      )}
      {state?.phase === "starting" && (
        <div className="flex flex-wrap items-center justify-between gap-4">
          <Status tone="amber" dot="breathing">
            Dials in
          </Status>
          <Button onClick={stopTab}>Stop</Button>
        </div>
      )}
      {state?.phase === "waiting" && state.enrolment && <Waiting id={state.enrolment} wallet={wallet} />}
      {(state?.phase === "lending" || state?.phase === "draining") && <Lending state={state} />}
    </section>
  );
}

const pollMs = 1500;

/** It dialled in and measures itself; its operator signs. */
function Waiting({ id, wallet }: { id: string; wallet: Address }) {
  const enrolment = useQuery({
    ...api.devices.enrolment.queryOptions({ input: { id } }),
    refetchInterval: pollMs,
  });
  if (enrolment.data) return <EnrolmentStep enrolment={enrolment.data} wallet={wallet} isThisTab />;
  if (enrolment.isError) return <Failure error={enrolment.error} onRetry={() => void enrolment.refetch()} />;
  return <SkeletonLines lines={3} label="Loading the enrolment" />;
}

function Lending({ state }: { state: TabState }) {
  const { device, leases, phase } = state;
  const { tone, text, more } = standing(state);
  const earnings = useQuery({ ...api.earnings.get.queryOptions(), refetchInterval: 10_000 });
  const earned = earnings.data?.devices.find((one) => one.device === device)?.accrued ?? 0n;
  return (
    <>
      <div className="flex flex-col gap-1">
        <Status tone={tone} dot={leases.length > 0 ? "breathing" : "solid"}>
          {text}
        </Status>
        {more && <p className="text-13 text-ink-2">{more}</p>}
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <FigureTile
          name="Runs now"
          hint={leases.length > 0 ? <Leases leases={leases} /> : "No lease at the moment."}
        >
          {leases.length}
        </FigureTile>
        <FigureTile name="Earned by this tab" hint="Cost of its ended leases, before the fee.">
          {earnings.isError ? "unknown" : <Money amount={earned} />}
        </FigureTile>
      </div>
      {device && (
        <p className="text-13 flex min-w-0 items-center gap-2">
          <HexAvatar id={device} size={16} />
          <Link href={paths.device(device)} className="link">
            Its page: prices, name, what it waits for
          </Link>
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          disabledReason={phase === "draining" ? "It takes nothing new already." : undefined}
          onClick={drainTab}
        >
          Finish and end
        </Button>
        <Button look="danger" onClick={stopTab}>
          Stop now
        </Button>
      </div>
    </>
  );
}

function Leases({ leases }: { leases: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-2">
      {leases.map((id) => (
        <Link key={id} href={paths.lease(id)} className="link font-mono">
          {id.slice(2, 8)}
        </Link>
      ))}
    </span>
  );
}

/** In one line where it stands, and what that means. */
function standing({ phase, leases, pause, isCutOff }: TabState): { tone: Tone; text: string; more?: string } {
  if (isCutOff)
    return {
      tone: "amber",
      text: "The gateway does not answer",
      more: "It keeps trying. Leases that the gateway may have given away are stopped.",
    };
  if (phase === "draining")
    return {
      tone: "amber",
      text: "Finishes what runs",
      more: "It takes nothing new, and ends with its last lease.",
    };
  if (pause)
    return { tone: "amber", text: reasonText(pause.reason, pause.facts), more: "What runs goes on." };
  if (leases.length > 0) return { tone: "signal", text: "Works for a customer", more: "Keep this tab open." };
  return {
    tone: "signal",
    text: "Lent: waits for a lease",
    more: "Keep this tab open. It may be in the background.",
  };
}

function Ended({ state: { refusal } }: { state: TabState }) {
  if (!refusal)
    return (
      <Notice
        bare
        tone="neutral"
        title="This tab is not lent any more."
        action={
          <ButtonLink size="s" href={paths.operate}>
            Your devices
          </ButtonLink>
        }
      >
        What it reported has reached the gateway. Lend it again whenever you like.
      </Notice>
    );
  const isReason = "code" in refusal;
  return (
    <Notice bare tone="red" title={isReason ? reasonText(refusal.code, refusal.facts) : refusal.text}>
      {isReason ? reasonNext(refusal.code, refusal.facts) : "Nothing runs here now."}
    </Notice>
  );
}
