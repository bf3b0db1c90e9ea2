"use client";

import { clsx } from "clsx";
import { Check } from "lucide-react";
import { AuthoriseForm } from "@/components/account/authorise-form";
import { DepositForm } from "@/components/account/deposit-form";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
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
              {index === at && next.step === "deposit" && (
                <DepositForm least={next.missing} faucet={faucet} />
              )}
              {index === at && next.step === "authorise" && <AuthoriseForm needed={needed} />}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
