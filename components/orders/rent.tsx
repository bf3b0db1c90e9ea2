"use client";

import { useMutation } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Play } from "lucide-react";
import { useRef, useState } from "react";
import type { Hex } from "viem";
import { Failure } from "@/components/reasons/failure";
import { tellError } from "@/components/reasons/told-error";
import type { Market } from "@/components/transactions/flow-types";
import { Button } from "@/components/ui/button";
import { Money } from "@/components/ui/money";
import { MarketError } from "@/lib/errors";
import type { DraftField } from "./draft";
import { fieldOfRefusal } from "./field-of-refusal";
import { MatchBar } from "./match-bar";
import { MatchStrip, MatchStripSkeleton } from "./match-strip";
import { NoMatch } from "./no-match";
import { OrderForm } from "./order-form";
import { parseDraft, type DraftErrors } from "./parse-draft";
import { PlacedOrder } from "./placed-order";
import { ReadySteps } from "./ready-steps";
import { sha256, utf8 } from "./sha256";
import { useDraft } from "./use-draft";
import { usePreview } from "./use-preview";
import { useReadiness } from "./use-readiness";

/** The whole way of a customer: say what runs, see what it would get, run it, watch it. */
export function Rent({ market }: { market: Market }) {
  const { draft, change, module, setModule, order, errors } = useDraft(market.money.tabOrderMax);
  const preview = usePreview(order);
  const { next, scope } = useReadiness(market, order?.maxTotal ?? 0n, order?.maxSeconds ?? 0);
  const [doing, setDoing] = useState<string>();
  const [placed, setPlaced] = useState<Hex>();
  const match = useRef<HTMLElement>(null);

  const run = useMutation({
    mutationFn: async () => {
      const leases = market.contracts["leases"];
      const main = draft.kind === "wasm" ? module?.bytes : utf8(draft.source);
      if (!scope || !leases || !main || next.step !== "ready") throw new MarketError("SIGN_IN_REQUIRED");
      setDoing("Signing…");
      const { placeOrder } = await import("./place-order");
      const input = draft.input ? utf8(draft.input) : undefined;
      // Hashed again from what stands in the fields now: the draft's own hashes come a moment after a letter.
      const hashes = { main: await sha256(main), input: input && (await sha256(input)) };
      const { order } = parseDraft(draft, hashes, market.money.tabOrderMax);
      if (!order) throw new MarketError("INPUT_INVALID", { path: "order", detail: "a field is wrong" });
      return placeOrder({
        scope,
        leases,
        key: next.key,
        order,
        files: { main: { role: draft.kind, bytes: main }, input },
        sealed: draft.sealed,
        now: Date.now(),
        tell: setDoing,
      });
    },
    onSuccess: ({ id }) => setPlaced(id),
    onSettled: () => setDoing(undefined),
  });

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
        {placed && <PlacedOrder key={placed} id={placed} />}
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
            ) : preview.data.decision.feasible > 0 ? (
              <MatchStrip {...preview.data} />
            ) : (
              <NoMatch decision={preview.data.decision} onRelax={edit} />
            )}
          </div>
          <ReadySteps next={next} needed={order?.maxTotal ?? 0n} faucet={market.chain.local} />
          <div className="border-line flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-t pt-4">
            <p className="text-13 text-ink-2 min-w-0 flex-1 basis-48">
              {order ? (
                <>
                  At most <Money amount={order.maxTotal} /> for this run. Billed by the second, at the
                  device's price.
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
              disabledReason={whyNotRun(errors, next.step, draft.kind === "wasm" && !module)}
              onClick={() => run.mutate()}
            >
              Run it
            </Button>
          </div>
          {refused && !refusedField && <Failure error={run.error} still="Nothing was billed." />}
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

function whyNotRun(
  errors: DraftErrors,
  step: keyof typeof stepWords | "ready",
  noModule: boolean,
): string | undefined {
  const wrong = Object.keys(errors)[0] as DraftField | undefined;
  if (wrong) return errors[wrong];
  if (noModule) return "Choose a module first.";
  return step === "ready" ? undefined : stepWords[step];
}
