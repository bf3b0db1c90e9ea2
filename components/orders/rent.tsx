"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Play } from "lucide-react";
import { useRef, useState } from "react";
import { Failure } from "@/components/reasons/failure";
import { tellError } from "@/components/reasons/told-error";
import type { Market } from "@/components/transactions/flow-types";
import { Button } from "@/components/ui/button";
import { Money } from "@/components/ui/money";
import { MarketError } from "@/lib/errors";
import { Arrive } from "./arrive";
import type { Draft, DraftField } from "./draft";
import { fieldOfRefusal } from "./field-of-refusal";
import { FleetPanel } from "./fleet-panel";
import { FleetStrip } from "./fleet-strip";
import { isThere } from "./is-there";
import { MatchBar } from "./match-bar";
import { MatchStrip, MatchStripSkeleton } from "./match-strip";
import { NoMatch } from "./no-match";
import { OrderForm } from "./order-form";
import { parseDraft, type DraftErrors } from "./parse-draft";
import type { OrderFiles } from "./place-order";
import { findLeft, type Placed } from "./place-surely";
import { PlacedOrder } from "./placed-order";
import { ReadySteps } from "./ready-steps";
import { sha256, utf8 } from "./sha256";
import { useDraft, type ModuleFile } from "./use-draft";
import { usePreview } from "./use-preview";
import { useReadiness } from "./use-readiness";

/** The whole way of a customer: say what runs, see what it would get, run it, watch it. */
export function Rent({ market }: { market: Market }) {
  const { draft, change, module, setModule, order, errors } = useDraft(market.money.tabOrderMax);
  const preview = usePreview(order);
  const count = order?.spec.fleet?.devices ?? 1;
  const needed = (order?.maxTotal ?? 0n) * BigInt(count);
  const { next, scope } = useReadiness(market, needed, order?.maxSeconds ?? 0);
  const [doing, setDoing] = useState<string>();
  const [ran, setRan] = useState<Placed>();
  const match = useRef<HTMLElement>(null);

  const run = useMutation({
    mutationFn: async () => {
      const leases = market.contracts["leases"];
      const files = filesOf(draft, module);
      if (!scope || !leases || !files || next.step !== "ready") throw new MarketError("SIGN_IN_REQUIRED");
      setDoing("Signing…");
      const { placeOrder } = await import("./place-order");
      const { main, input } = files;
      // Hashed again from what stands in the fields now: the draft's own hashes come a moment after a letter.
      const hashes = { main: main && (await sha256(main.bytes)), input: input && (await sha256(input)) };
      const { order } = parseDraft(draft, hashes, market.money.tabOrderMax);
      if (!order) throw new MarketError("INPUT_INVALID", { path: "order", detail: "a field is wrong" });
      return placeOrder({
        scope,
        leases,
        key: next.key,
        order,
        files,
        sealed: draft.sealed && draft.kind !== "container",
        now: Date.now(),
        tell: setDoing,
      });
    },
    onSuccess: setRan,
    onSettled: () => setDoing(undefined),
  });
  // What was on its way when this page was left or loaded anew may stand.
  const { data: left } = useQuery({
    queryKey: ["left-order"],
    queryFn: async () => (await findLeft(isThere)) ?? null,
    enabled: ({ state }) => run.isIdle && !state.data,
    gcTime: 0,
  });
  const placed = ran ?? left;

  const refused = run.isError ? tellError(run.error) : undefined;
  const refusedField = refused && fieldOfRefusal(refused, draft.kind);
  const shown: DraftErrors = refusedField
    ? { ...errors, [refusedField]: `${refused.text} ${refused.next}` }
    : errors;
  const edit: typeof change = (changed) => {
    if (run.isError) run.reset();
    change(changed);
  };

  return (
    <div className="grid items-start gap-10 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-6">
        <OrderForm
          draft={draft}
          change={edit}
          module={module}
          onModule={(file) => {
            run.reset();
            setModule(file);
          }}
          errors={shown}
          errorLine={refused?.code === "SCRIPT_SYNTAX" ? Number(refused.facts?.["line"]) : undefined}
        />
        {preview.data && (
          <MatchBar {...preview.data} onPress={() => match.current?.scrollIntoView({ behavior: "smooth" })} />
        )}
      </div>
      <div className={clsx("flex min-w-0 flex-col gap-6", !placed && "lg:sticky lg:top-20")}>
        {placed && "order" in placed && <PlacedOrder key={placed.order} id={placed.order} />}
        {placed && "fleet" in placed && (
          <Arrive key={placed.fleet}>
            <FleetPanel id={placed.fleet} />
          </Arrive>
        )}
        <section ref={match} aria-label="Your match" className="panel flex min-w-0 flex-col gap-4 p-4 md:p-6">
          <div aria-live="polite" aria-busy={preview.isFetching}>
            {preview.isError ? (
              <Failure
                error={preview.error}
                still="What you wrote is kept."
                onRetry={() => void preview.refetch()}
              />
            ) : !preview.data ? (
              <MatchStripSkeleton />
            ) : preview.data.fleet && preview.data.decision.feasible > 0 ? (
              <FleetStrip
                {...preview.data}
                fleet={preview.data.fleet}
                waits={draft.whenNothingMatches === "wait"}
                onRelax={edit}
              />
            ) : preview.data.decision.feasible > 0 ? (
              <MatchStrip {...preview.data} from={order?.spec.near} />
            ) : (
              <NoMatch decision={preview.data.decision} onRelax={edit} />
            )}
          </div>
          <ReadySteps next={next} needed={needed} faucet={market.chain.local} />
          <div className="border-line flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-t pt-4">
            <p className="text-13 text-ink-2 min-w-0 flex-1 basis-48">
              {order ? (
                <>
                  At most <Money amount={needed} /> for this run. Billed by the second, at the{" "}
                  {count > 1 ? "devices’ prices" : "device’s price"}.
                </>
              ) : (
                "Correct the fields that are marked, then it can run."
              )}
            </p>
            <Button
              look="primary"
              size="l"
              icon={Play}
              busy={doing}
              disabledReason={whyNotRun(errors, next.step, whatIsMissing(draft, module))}
              onClick={() => run.mutate()}
            >
              Run it
            </Button>
          </div>
          {refused && !refusedField && (
            <Failure
              error={run.error}
              still={refused.code ? "Nothing was billed." : "If it was placed, the next press finds it."}
            />
          )}
        </section>
      </div>
    </div>
  );
}

const stepWords = {
  "sign-in": "Sign in first: step 1 above.",
  deposit: "Deposit first: step 2 above.",
  authorise: "Let this browser sign first: step 3 above.",
  unknown: "Your account is being loaded.",
};

/** What is uploaded with the order; undefined while something of it is missing. */
function filesOf(draft: Draft, module: ModuleFile | undefined): OrderFiles | undefined {
  const input = draft.input ? utf8(draft.input) : undefined;
  switch (draft.kind) {
    case "javascript":
      return { main: { role: "javascript", bytes: utf8(draft.source) }, input };
    case "wasm":
      return module && { main: { role: "wasm", bytes: module.bytes }, input };
    case "container":
      return { main: undefined, input };
  }
}

function whatIsMissing({ kind, image }: Draft, module: ModuleFile | undefined): string | undefined {
  if (kind === "wasm" && !module) return "Choose a module first.";
  if (kind === "container" && image.trim() === "") return "Name an image first.";
  return undefined;
}

function whyNotRun(
  errors: DraftErrors,
  step: keyof typeof stepWords | "ready",
  missing: string | undefined,
): string | undefined {
  const wrong = Object.keys(errors)[0] as DraftField | undefined;
  if (wrong) return errors[wrong];
  if (missing) return missing;
  return step === "ready" ? undefined : stepWords[step];
}
