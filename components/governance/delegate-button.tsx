"use client";

import type { Address } from "viem";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";

/** Lets a wallet vote with the reader's AMB; the reader's own, with itself. */
export function DelegateButton({ to, self }: { to: Address; self: boolean }) {
  return (
    <Button
      size="s"
      aria-label={self ? "Vote yourself" : `Delegate to ${to}`}
      onClick={() => void startFlow("delegate", { to, self })}
    >
      {self ? "Vote yourself" : "Delegate"}
    </Button>
  );
}
