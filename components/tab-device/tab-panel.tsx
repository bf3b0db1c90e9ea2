"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { Address as Wallet, Hex } from "viem";
import { api } from "@/components/api/api";
import { EnrolmentStep } from "@/components/devices/enrolment-step";
import { Failure } from "@/components/reasons/failure";
import { Address } from "@/components/ui/address";
import { Button, ButtonLink } from "@/components/ui/button";
import { FigureTile } from "@/components/ui/figure-tile";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { Money } from "@/components/ui/money";
import { Notice } from "@/components/ui/notice";
import { Skeleton, SkeletonLines } from "@/components/ui/skeleton";
import { Status } from "@/components/ui/status";
import { useStore } from "@/components/ui/store";
import type { Tone } from "@/components/ui/tone";
import { SignInFirst } from "@/components/wallet/sign-in-first";
import { refusalOf } from "@/lib/api/client";
import { paths } from "@/lib/paths";
import { reasonNext, reasonText } from "@/lib/reasons";
import { LendForm } from "./lend-form";
import type { TabState } from "./tab-messages";
import { drainTab, stopTab, tabDevice } from "./tab-store";

/** This tab as a device: what it may lend, its signature, and what it does while it lends, also for who is not signed in. */
export function TabPanel({ wallet }: { wallet: Wallet | null }) {
  const state = useStore(tabDevice);
  if (state === null && !wallet) return <SignIn />;
  return (
    <section
      aria-label="This tab"
      aria-live="polite"
      className="panel flex min-w-0 flex-col gap-6 p-4 md:p-6"
    >
      {(state === null || state.phase === "ended") && (
        <>
          {state && <Ended state={state} />}
          {wallet ? <Lend wallet={wallet} /> : <SignIn />}
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
      {(state?.phase === "lending" || state?.phase === "draining") && (
        <Lending state={state} wallet={wallet} />
      )}
    </section>
  );
}

function SignIn() {
  return (
    <SignInFirst title="This tab can work for you.">
      Sign in with the wallet that shall operate it and be paid for it.
    </SignInFirst>
  );
}

/** A browser has one key, and a key has one operator, whoever is signed in. */
function Lend({ wallet }: { wallet: Wallet }) {
  const kept = useQuery({
    queryKey: ["tab-device"],
    queryFn: async () => (await import("./kept-device")).keptDevice(),
    // The tab that was lent since has made its key.
    gcTime: 0,
  });
  const device = useQuery({
    ...api.devices.get.queryOptions({ input: { id: kept.data ?? "0x" } }),
    enabled: kept.data != null,
  });
  const isLooking = device.isPending || (device.isError && device.isFetching);
  if (kept.isPending || (kept.data && isLooking))
    return <SkeletonLines lines={3} label="Looking up which device this browser is" />;
  // One that was never signed for is nobody's; one that was taken out may become anybody's.
  const isNew = refusalOf(device.error)?.code === "NOT_FOUND" || device.data?.state === "retired";
  if (device.isError && !isNew) return <Failure error={device.error} onRetry={() => void device.refetch()} />;
  const enrolled = isNew ? null : (device.data ?? null);
  if (!enrolled || enrolled.operator === wallet) return <LendForm enrolled={enrolled} />;
  return (
    <Notice
      bare
      tone="amber"
      title={
        <>
          This browser’s device belongs to <Address of={enrolled.operator} />
        </>
      }
      action={
        <ButtonLink size="s" href={paths.device(enrolled.id)}>
          Open the device
        </ButtonLink>
      }
    >
      What it does is paid to that wallet: sign in with it to lend this tab. To lend it with the wallet that
      you are signed in with, take the device out with the other one first, or use another browser or another
      profile of this one, which is a device of its own.
    </Notice>
  );
}

const pollMs = 1500;

/** It dialled in and measures itself; its operator signs. */
function Waiting({ id, wallet }: { id: string; wallet: Wallet | null }) {
  const enrolment = useQuery({
    ...api.devices.enrolment.queryOptions({ input: { id } }),
    refetchInterval: pollMs,
  });
  return (
    <>
      {enrolment.data ? (
        <EnrolmentStep enrolment={enrolment.data} wallet={wallet ?? undefined} isThisTab />
      ) : enrolment.isError ? (
        <Failure error={enrolment.error} onRetry={() => void enrolment.refetch()} />
      ) : (
        <SkeletonLines lines={3} label="Loading the enrolment" />
      )}
      {enrolment.data?.state !== "done" && (
        <div>
          <Button onClick={stopTab}>Not now</Button>
        </div>
      )}
    </>
  );
}

function Lending({ state, wallet }: { state: TabState; wallet: Wallet | null }) {
  const { device, leases, phase } = state;
  const { tone, text, more } = standing(state);
  const { data } = useQuery({
    ...api.devices.get.queryOptions({ input: { id: device ?? "0x" } }),
    enabled: device !== null,
  });
  return (
    <>
      <div className="flex flex-col gap-1">
        <Status tone={tone} dot={leases.length > 0 ? "breathing" : "solid"}>
          {text}
        </Status>
        {more && <p className="text-13 text-ink-2">{more}</p>}
        {data && data.operator !== wallet && (
          <p className="text-13 text-amber">
            {wallet ? "You are signed in with another wallet." : "You are not signed in."} It works for{" "}
            <Address of={data.operator} />
          </p>
        )}
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <FigureTile
          name="Runs now"
          hint={leases.length > 0 ? <Leases leases={leases} /> : "No lease at the moment."}
        >
          {leases.length}
        </FigureTile>
        {data?.operator === wallet && <Earned device={data.id} />}
      </div>
      {state.last && data?.operator === wallet && <LastLease id={state.last} />}
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

/** Only its operator is told. */
function Earned({ device }: { device: Hex }) {
  const earnings = useQuery({ ...api.earnings.get.queryOptions(), refetchInterval: 10_000 });
  const ofThis = earnings.data?.devices.find((one) => one.device === device);
  return (
    <FigureTile name="Earned by this tab" hint="Cost of its ended leases, before the fee.">
      {earnings.data ? (
        <Money amount={ofThis?.accrued ?? 0n} />
      ) : earnings.isError ? (
        "unknown"
      ) : (
        <Skeleton className="h-7 w-24" />
      )}
    </FigureTile>
  );
}

/** What became of the lease that it worked for last, as the market sees it: a tab that was asleep does not know. */
function LastLease({ id }: { id: Hex }) {
  const { data: lease } = useQuery({
    ...api.leases.get.queryOptions({ input: { id } }),
    // A refusal stays one however often it is asked.
    refetchInterval: ({ state }) =>
      state.data?.state === "ended" || refusalOf(state.error) ? false : pollMs,
  });
  if (!lease?.reason || lease.state !== "ended") return null;
  return (
    <p className="text-13 text-ink-2">
      Its last lease <Leases leases={[id]} />: {reasonText(lease.reason, lease.facts)}
    </p>
  );
}

function Leases({ leases }: { leases: readonly Hex[] }) {
  return (
    <span className="inline-flex flex-wrap gap-2">
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
    return {
      tone: "amber",
      text: reasonText(pause.reason, pause.facts),
      more: leases.length > 0 ? "What runs goes on." : reasonNext(pause.reason, pause.facts),
    };
  if (leases.length > 0) return { tone: "signal", text: "Works for a customer", more: "Keep this tab open." };
  return {
    tone: "signal",
    text: "Lent: waits for a lease",
    more: "Keep this tab open. It may be in the background.",
  };
}

function Ended({ state: { refusal, isTold } }: { state: TabState }) {
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
        {isTold
          ? "What it reported has reached the gateway. Lend it again whenever you like."
          : "Not all that it had to report has reached the gateway. How its leases ended is kept in this browser, and is sent when you lend the tab again."}
      </Notice>
    );
  const isReason = "code" in refusal;
  return (
    <Notice bare tone="red" title={isReason ? reasonText(refusal.code, refusal.facts) : refusal.text}>
      {isReason ? reasonNext(refusal.code, refusal.facts) : "Nothing runs here now."}
    </Notice>
  );
}
