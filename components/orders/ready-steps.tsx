"use client";

import { clsx } from "clsx";
import { Check } from "lucide-react";
import { useState } from "react";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { TextInput } from "@/components/ui/text-input";
import { exactUsd, parseUsd } from "@/lib/money/usd6";
import type { Readiness } from "./readiness";

type ReadyStepsProps = { next: Readiness; needed: bigint; faucet: boolean };

const steps = ["sign-in", "deposit", "authorise"] as const;
const titles = {
  "sign-in": "Sign in with your wallet",
  deposit: "Deposit USDC",
  authorise: "Let this browser sign orders",
};

/** The three things that a first run needs, once. After them nothing is asked until the cap or the date. */
export function ReadySteps({ next, needed, faucet }: ReadyStepsProps) {
  const at = steps.findIndex((step) => step === next.step);
  if (at < 0) return null;
  return (
    <section aria-label="Before the first run" className="border-line flex flex-col gap-4 border-t pt-4">
      <p className="text-13 text-ink-2">Three things, once. Then it runs without asking your wallet again.</p>
      <ol className="flex flex-col gap-4">
        {steps.map((step, index) => (
          <li key={step} aria-current={index === at ? "step" : undefined} className="flex gap-3">
            <span
              aria-hidden="true"
              className={clsx(
                "text-12 flex size-6 shrink-0 items-center justify-center rounded-full border",
                index < at
                  ? "bg-signal border-signal text-on-ink"
                  : index === at
                    ? "border-ink"
                    : "border-line text-ink-3",
              )}
            >
              {index < at ? <Check size={13} /> : index + 1}
            </span>
            <div className="flex min-w-0 flex-1 flex-col gap-2">
              <p className={clsx("min-h-6 pt-0.5", index === at ? "font-strong" : "text-ink-2")}>
                {titles[step]}
                {index < at && <span className="sr-only"> (done)</span>}
              </p>
              {index === at && next.step === "sign-in" && (
                <div>
                  <Button look="primary" onClick={() => void startFlow("sign-in", null)}>
                    Sign in
                  </Button>
                </div>
              )}
              {index === at && next.step === "deposit" && <Deposit missing={next.missing} faucet={faucet} />}
              {index === at && next.step === "authorise" && <Authorise needed={needed} />}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Deposit({ missing, faucet }: { missing: bigint; faucet: boolean }) {
  const [text, setText] = useState(() => plain(missing > 20_000_000n ? missing : 20_000_000n));
  const amount = parseUsd(text);
  const error =
    amount === undefined || amount === 0n
      ? "An amount in USDC, such as 20."
      : amount < missing
        ? `At least ${exactUsd(missing)} USDC are needed for this order.`
        : undefined;
  return (
    <div className="flex flex-col gap-3">
      <Field label="Amount" hint="It stays yours until a lease costs something." error={error}>
        {(control) => (
          <TextInput {...control} inputMode="decimal" unit="USDC" value={text} onValue={setText} />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          disabledReason={error}
          onClick={() => amount && void startFlow("deposit", { amount })}
        >
          {error ? "Deposit" : `Deposit ${text} USDC`}
        </Button>
        {faucet && <Button onClick={() => void startFlow("faucet", null)}>Get test USDC</Button>}
      </div>
    </div>
  );
}

function Authorise({ needed }: { needed: bigint }) {
  const [text, setText] = useState(() => plain(needed * 10n > 5_000_000n ? needed * 10n : 5_000_000n));
  const [days, setDays] = useState("7");
  const cap = parseUsd(text);
  const capError =
    cap === undefined
      ? "An amount in USDC, such as 5."
      : cap < needed
        ? `This order may cost ${exactUsd(needed)} USDC.`
        : undefined;
  const daysError = /^\d{1,3}$/.test(days) && Number(days) >= 1 ? undefined : "From 1 to 999 days.";
  return (
    <div className="flex flex-col gap-3">
      <div className="grid grid-cols-2 gap-4">
        <Field label="At most" error={capError}>
          {(control) => (
            <TextInput {...control} inputMode="decimal" unit="USDC" value={text} onValue={setText} />
          )}
        </Field>
        <Field label="For" error={daysError}>
          {(control) => (
            <TextInput {...control} inputMode="numeric" unit="days" value={days} onValue={setDays} />
          )}
        </Field>
      </div>
      <div>
        <Button
          look="primary"
          disabledReason={capError ?? daysError}
          onClick={() => cap && void startFlow("authorise-session", { cap, days: Number(days) })}
        >
          Allow it
        </Button>
      </div>
    </div>
  );
}

const plain = (amount: bigint) => exactUsd(amount).replace(/\.?0+$/, "");
