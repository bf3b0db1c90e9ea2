"use client";

import { useState } from "react";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { plainUsd } from "@/lib/money/plain-usd";
import { AmountField } from "./amount-field";
import { readAmount } from "./read-amount";

/** How much to take back. It thaws first, so that work already done is paid. */
export function WithdrawForm({ available, thawSeconds }: { available: bigint; thawSeconds: number }) {
  const [text, setText] = useState(() => plainUsd(available));
  const { amount, error } = readAmount(text, "USDC", { most: available });
  const reason = available === 0n ? "Nothing is free to withdraw." : error;
  return (
    <div className="flex flex-col gap-3">
      <AmountField
        token="USDC"
        text={text}
        onText={setText}
        hint={`It thaws for ${thawSeconds} seconds, then you withdraw it to your wallet.`}
        error={available === 0n ? undefined : error}
        all={plainUsd(available)}
      />
      <div>
        <Button disabledReason={reason} onClick={() => amount && void startFlow("thaw", { amount })}>
          Start to withdraw
        </Button>
      </div>
    </div>
  );
}
