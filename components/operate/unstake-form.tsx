"use client";

import { useState } from "react";
import { AmountField } from "@/components/account/amount-field";
import { readAmount } from "@/components/account/read-amount";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { exactAmb } from "@/lib/governance/amb";
import { formatDuration } from "@/lib/time/duration";

/** How much to take back. It thaws first, so that nobody leaves before the evidence arrives. */
export function UnstakeForm({ free, thawSeconds }: { free: bigint; thawSeconds: number }) {
  const [text, setText] = useState(() => exactAmb(free));
  const { amount, error } = readAmount(text, "AMB", { most: free });
  const reason =
    free === 0n
      ? "Nothing of your stake is free. What is locked is free once its device leaves its class."
      : error;
  return (
    <div className="flex flex-col gap-3">
      <AmountField
        token="AMB"
        text={text}
        onText={setText}
        hint={
          free === 0n ? reason : `It thaws for ${formatDuration(thawSeconds * 1000)}, then you withdraw it.`
        }
        error={free === 0n ? undefined : error}
        {...(free > 0n && { all: exactAmb(free) })}
      />
      <div>
        <Button
          disabledReason={reason}
          onClick={() => amount && void startFlow("thaw-stake", { amount, thawSeconds })}
        >
          Start to unstake
        </Button>
      </div>
    </div>
  );
}
