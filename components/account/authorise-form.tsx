"use client";

import { useState } from "react";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { TextInput } from "@/components/ui/text-input";
import { plainUsd } from "@/lib/money/plain-usd";
import { AmountField } from "./amount-field";
import { readAmount } from "./read-amount";

/** A cap that a mistake cannot make expensive, and a week. */
const usualCap = 5_000_000n;
const usualDays = "7";

/** Up to how much and for how long this browser may sign orders. `needed` is what the next order may cost. */
export function AuthoriseForm({ needed = 1n }: { needed?: bigint }) {
  const [text, setText] = useState(() => plainUsd(needed * 10n > usualCap ? needed * 10n : usualCap));
  const [days, setDays] = useState(usualDays);
  const { amount: cap, error: capError } = readAmount(text, "USDC", { least: needed });
  const daysError = /^[1-9]\d{0,2}$/.test(days) ? undefined : "From 1 to 999 days.";
  return (
    <div className="flex flex-col gap-3">
      <div className="grid grid-cols-2 gap-4">
        <AmountField token="USDC" label="At most" text={text} onText={setText} error={capError} />
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
