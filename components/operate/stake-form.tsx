"use client";

import { useState } from "react";
import { AmountField } from "@/components/account/amount-field";
import { readAmount } from "@/components/account/read-amount";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { ambText, exactAmb } from "@/lib/governance/amb";

type StakeFormProps = { inWallet: bigint; thawSeconds: number; faucet: boolean };

/** How much to stake; on the local chain, AMB to stake. */
export function StakeForm({ inWallet, thawSeconds, faucet }: StakeFormProps) {
  const [text, setText] = useState("100");
  const { amount, error } = readAmount(text, "AMB", { most: inWallet });
  const empty = inWallet === 0n;
  const reason = empty ? "There are no AMB in your wallet." : error;
  return (
    <div className="flex flex-col gap-3">
      <AmountField
        token="AMB"
        text={text}
        onText={setText}
        hint={`Your wallet holds ${ambText(inWallet)}.`}
        error={empty ? undefined : error}
        {...(!empty && { all: exactAmb(inWallet) })}
      />
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          disabledReason={reason}
          onClick={() => amount && void startFlow("stake", { amount, thawSeconds })}
        >
          {amount ? `Stake ${ambText(amount)}` : "Stake"}
        </Button>
        {faucet && <Button onClick={() => void startFlow("get-amb", null)}>Get AMB</Button>}
      </div>
    </div>
  );
}
