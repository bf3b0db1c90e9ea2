"use client";

import { clsx } from "clsx";
import { ArrowRight, Check, Wallet, X } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useState, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { shortHex } from "@/components/ui/short-hex";
import { Dialog } from "@/components/ui/dialog";
import { Money } from "@/components/ui/money";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { useNow } from "@/components/ui/use-now";
import { paths } from "@/lib/paths";
import type { FlowFailure } from "./failure-of";
import { slowAfterMs, type FlowProgress } from "./flow-progress";
import { closeFlow, startFlow, type FlowRecord } from "./flow-store";
import { stepsOf, type Effect, type Flow, type Market, type Step } from "./flow-types";
import { waysOn, type WayOn } from "./ways-on";

/** What stands between the reader and the first step, with the one thing to do about it. */
export type FlowObstacle = { text: string; action: string; act: () => void };

type FlowDialogProps = {
  record: FlowRecord;
  flow: Flow<unknown>;
  market: Market;
  obstacle: FlowObstacle | undefined;
  /** Works out what will be different; asked once when the dialog opens. */
  loadEffects: () => Promise<{ effects: readonly Effect[] } | { failure: FlowFailure }>;
  onRun: () => void;
  /** Moves the wallet to this market's network. */
  onSwitch: () => void;
};

/**
 * One look for everything that is signed or sent: in words, what will be different, the wallet, confirmed
 * and indexed. It can be closed at any time; what is under way goes on.
 */
export function FlowDialog({
  record,
  flow,
  market,
  obstacle,
  loadEffects,
  onRun,
  onSwitch,
}: FlowDialogProps) {
  const { input, progress } = record;
  const steps = stepsOf(flow, input);
  const ready = obstacle === undefined;
  const [preview, lookAgain] = useEffects(ready && progress.phase === "review", loadEffects);
  const close = () => closeFlow(record.id);
  const hash =
    progress.failure?.hash ??
    progress.results.findLast((result) => result.hash)?.hash ??
    waitingHash(progress);
  const failed = failureIn(progress, preview);

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={flow.title(input)}
      footer={
        failed && !obstacle ? (
          <WaysOn
            failure={failed}
            record={record}
            market={market}
            onAgain={progress.phase === "failed" ? onRun : lookAgain}
            onSwitch={onSwitch}
            close={close}
          />
        ) : (
          <Actions {...{ progress, obstacle, onRun, close }} step={steps[progress.results.length]} />
        )
      }
    >
      <div className="flex flex-col gap-6">
        <div className="text-ink-2 flex flex-col gap-2">
          {flow.words(input, market).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
        {progress.phase === "review" &&
          (obstacle ? <Notice tone="amber">{obstacle.text}</Notice> : <Effects preview={preview} />)}
        <Steps steps={steps} progress={progress} />
        <div aria-live="polite" className="empty:hidden">
          <Present record={record} step={steps[progress.results.length]} />
        </div>
        {hash && (
          <p className="text-13 text-ink-2">
            Transaction{" "}
            <Link href={paths.transaction(hash)} onClick={close} className="link font-mono">
              {shortHex(hash)}
            </Link>
          </p>
        )}
      </div>
    </Dialog>
  );
}

/** What stands in the way now: of a step that was tried, or of working out what would be different. */
const failureIn = ({ phase, failure }: FlowProgress, preview: Preview): FlowFailure | undefined =>
  phase === "failed"
    ? failure
    : phase === "review" && typeof preview === "object" && "failure" in preview
      ? preview.failure
      : undefined;

type Preview = "loading" | { effects: readonly Effect[] } | { failure: FlowFailure };

function useEffects(wanted: boolean, load: FlowDialogProps["loadEffects"]): [Preview, () => void] {
  const [preview, setPreview] = useState<Preview>("loading");
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    setPreview("loading");
    void load().then((loaded) => current && setPreview(loaded));
    return () => {
      current = false;
    };
    // `load` closes over the wallet, whose change makes `wanted` change or the dialog anew.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [wanted, round]);
  return [preview, () => setRound(round + 1)];
}

function Effects({ preview }: { preview: Preview }) {
  if (preview === "loading")
    return (
      <output className="flex flex-col gap-3">
        <span className="sr-only">Working out what will be different</span>
        <Skeleton className="h-5 w-full" />
        <Skeleton className="h-5 w-full" />
      </output>
    );
  if ("failure" in preview)
    return (
      <Notice tone="red" title={preview.failure.text}>
        {preview.failure.next}
      </Notice>
    );
  return (
    <dl className="bg-sunken rounded-control flex flex-col gap-2 p-4">
      {preview.effects.map(({ name, before, after }) => (
        <div key={name} className="flex flex-wrap items-baseline justify-between gap-x-4">
          <dt className="text-13 text-ink-2 font-normal">{name}</dt>
          <dd className="flex items-center gap-2">
            {before !== undefined && (
              <>
                <span className="text-ink-3">{shown(before)}</span>
                <ArrowRight size={13} aria-label="becomes" className="text-ink-3" />
              </>
            )}
            <span className="font-strong">{shown(after)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const shown = (value: bigint | string): ReactNode =>
  typeof value === "bigint" ? (
    <Money amount={value} />
  ) : value.startsWith("0x") ? (
    <code>{shortHex(value)}</code>
  ) : (
    value
  );

function Steps({ steps, progress }: { steps: readonly Step<unknown>[]; progress: FlowProgress }) {
  const at = progress.results.length;
  return (
    <ol className="flex flex-col gap-3">
      {steps.map(({ name, why, kind }, index) => {
        const state =
          index < at || progress.phase === "done" ? "done" : index > at ? "ahead" : progress.phase;
        return (
          <li
            key={`${index} ${name}`}
            aria-current={index === at && progress.phase !== "done" ? "step" : undefined}
            className="flex gap-3"
          >
            <StepMark state={state} number={index + 1} />
            <div className="min-w-0">
              <p className={clsx("font-strong flex items-center gap-2", state === "ahead" && "text-ink-2")}>
                {name}
                {(kind === "sign" || kind === "send") && (
                  <Wallet size={13} aria-label="asks your wallet" className="text-ink-3" />
                )}
              </p>
              <p className="text-13 text-ink-2">{why}</p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function StepMark({ state, number }: { state: "done" | "ahead" | FlowProgress["phase"]; number: number }) {
  const look = {
    done: "bg-signal border-signal text-on-ink",
    failed: "border-red text-red",
    wallet: "border-amber text-amber animate-wait",
    pending: "border-amber text-amber animate-wait",
    ahead: "border-line text-ink-3",
    review: "border-ink text-ink",
  }[state];
  return (
    <span
      aria-hidden="true"
      className={clsx("text-12 flex size-6 shrink-0 items-center justify-center rounded-full border", look)}
    >
      {state === "done" ? <Check size={13} /> : state === "failed" ? <X size={13} /> : number}
    </span>
  );
}

/** What is the case right now, in one sentence; what a screen reader hears. */
function Present({ record, step }: { record: FlowRecord; step: Step<unknown> | undefined }) {
  const now = useNow();
  const { progress, said } = record;
  const { phase, failure, since } = progress;
  if (typeof said === "string") return <Notice tone="signal" title={said} />;
  if (said)
    return (
      <Notice tone="amber" title={said.done}>
        {said.refused}
      </Notice>
    );
  if (phase === "failed" && failure)
    return (
      <Notice tone="red" title={failure.text}>
        {failure.next}
      </Notice>
    );
  if (phase === "wallet") return <p className="text-amber">Look at your wallet: it asks you to approve.</p>;
  if (phase !== "pending" || !step) return null;
  return now - since > slowAfterMs ? (
    <Notice tone="amber" title="This takes longer than usual.">
      It stays valid. You can close this; it goes on, and you find it at the top of every page.
    </Notice>
  ) : (
    <p className="text-ink-2">{step.name}: under way…</p>
  );
}

type ActionsProps = Pick<FlowDialogProps, "obstacle" | "onRun"> & {
  progress: FlowProgress;
  step: Step<unknown> | undefined;
  close: () => void;
};

function Actions({ progress, obstacle, step, onRun, close }: ActionsProps) {
  const { phase } = progress;
  if (phase === "done")
    return (
      <Button look="primary" onClick={close}>
        Done
      </Button>
    );
  if (phase === "wallet" || phase === "pending") return <Button onClick={close}>Close, it goes on</Button>;
  const asks = step?.kind;
  const verb =
    asks === "sign" ? "Sign with your wallet" : asks === "send" ? "Send with your wallet" : "Do it";
  return (
    <>
      <Button look="quiet" onClick={close}>
        Not now
      </Button>
      {obstacle ? (
        <Button look="primary" onClick={obstacle.act}>
          {obstacle.action}
        </Button>
      ) : (
        <Button look="primary" onClick={onRun}>
          {verb}
        </Button>
      )}
    </>
  );
}

type WaysOnProps = {
  failure: FlowFailure;
  record: FlowRecord;
  market: Market;
  onAgain: () => void;
  onSwitch: () => void;
  close: () => void;
};

/** After a failure: what leads on, and the way out. */
function WaysOn({ failure, record, market, onAgain, onSwitch, close }: WaysOnProps) {
  const now = useNow();
  const router = useRouter();
  const left = Math.ceil((record.progress.since - now) / 1000 + (failure.waitSeconds ?? 0));
  const acts: Record<WayOn["act"], () => void> = {
    again: onAgain,
    "switch-network": onSwitch,
    "get-gas": () => void startFlow("faucet", null, record.id),
    look: () => {
      close();
      if (failure.hash) router.push(paths.transaction(failure.hash));
    },
    reload: () => location.reload(),
  };
  return (
    <>
      <Button look="quiet" onClick={close}>
        Not now
      </Button>
      {waysOn(failure, market).map(({ act, label }, index) => (
        <Button
          key={act}
          look={index === 0 ? "primary" : "secondary"}
          disabledReason={act === "again" && left > 0 ? `It can work in ${left} s.` : undefined}
          onClick={acts[act]}
        >
          {act === "again" && left > 0 ? `${label} in ${left} s` : label}
        </Button>
      ))}
    </>
  );
}

const waitingHash = ({ waiting }: FlowProgress) => (waiting && "hash" in waiting ? waiting.hash : undefined);
