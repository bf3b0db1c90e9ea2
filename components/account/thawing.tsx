"use client";

import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";
import { useNowBy } from "@/components/ui/clock";
import { Money } from "@/components/ui/money";
import { Notice } from "@/components/ui/notice";
import { Countdown } from "@/components/ui/time-ago";

/** A withdrawal between its two halves. */
export function Thawing({ amount, thawedAt }: { amount: bigint; thawedAt: string | null }) {
  const now = useNowBy("chain", 1000);
  const ready = thawedAt !== null && Date.parse(thawedAt) <= now;
  return (
    <Notice
      bare
      tone={ready ? "signal" : "amber"}
      title={
        ready ? (
          <>
            <Money amount={amount} /> can be withdrawn.
          </>
        ) : (
          <>
            <Money amount={amount} /> thaws
            {thawedAt && (
              <>
                , <Countdown until={thawedAt} clock="chain" /> left
              </>
            )}
            .
          </>
        )
      }
      action={
        <>
          {ready && (
            <Button size="s" look="primary" onClick={() => void startFlow("withdraw", null)}>
              Withdraw
            </Button>
          )}
          <Button size="s" onClick={() => void startFlow("cancel-thaw", null)}>
            Keep it in the escrow
          </Button>
        </>
      }
    >
      {ready
        ? "It goes to your wallet in one transaction."
        : "It pays for no new order, only for work that was done before."}
    </Notice>
  );
}
