"use client";

import { useState } from "react";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { TextInput } from "@/components/ui/text-input";
import { plainUsd } from "@/lib/money/plain-usd";
import { readAmount } from "./read-amount";

/** How much to take back. It thaws first, so that work already done is paid. */
export function WithdrawForm({ available, thawSeconds }: { available: bigint; thawSeconds: number }) {
  const [text, setText] = useState(() => plainUsd(available));
  const { amount, error } = readAmount(text, { most: available });
  const reason = available === 0n ? "Nothing is free to withdraw." : error;
  return (
    <div className="flex flex-col gap-3">
      <Field
        label="Amount"
        hint={`It thaws for ${thawSeconds} seconds, then you withdraw it to your wallet.`}
        error={available === 0n ? undefined : error}
        aside={
          <button type="button" className="link" onClick={() => setText(plainUsd(available))}>
            All of it
          </button>
        }
      >
        {(control) => (
          <TextInput {...control} inputMode="decimal" unit="USDC" value={text} onValue={setText} />
        )}
      </Field>
      <div>
        <Button disabledReason={reason} onClick={() => amount && void startFlow("thaw", { amount })}>
          Start to withdraw
        </Button>
      </div>
    </div>
  );
}
