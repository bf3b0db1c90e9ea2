"use client";

import { useState } from "react";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { plainUsd } from "@/lib/money/plain-usd";
import { AmountField } from "./amount-field";
import { readAmount } from "./read-amount";

/** Enough for a thousand small runs. */
const usual = 20_000_000n;

/** How much to deposit; on the local chain, test USDC to deposit. */
export function DepositForm({ least = 1n, faucet }: { least?: bigint; faucet: boolean }) {
  const [text, setText] = useState(() => plainUsd(least > usual ? least : usual));
  const { amount, error } = readAmount(text, "USDC", { least });
  return (
    <div className="flex flex-col gap-3">
      <AmountField
        token="USDC"
        text={text}
        onText={setText}
        hint="It stays yours until a lease costs something."
        error={error}
      />
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          disabledReason={error}
          onClick={() => amount && void startFlow("deposit", { amount })}
        >
          {amount ? `Deposit ${plainUsd(amount)} USDC` : "Deposit"}
        </Button>
        {faucet && <Button onClick={() => void startFlow("faucet", null)}>Get test USDC</Button>}
      </div>
    </div>
  );
}
