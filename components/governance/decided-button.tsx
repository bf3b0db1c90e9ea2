"use client";

import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";

type DecidedButtonProps = {
  act: "queue-proposal" | "execute-proposal";
  proposal: string;
  title: string;
  children: string;
};

/** Moves what was decided one step on. Anyone may press it. */
export function DecidedButton({ act, proposal, title, children }: DecidedButtonProps) {
  return (
    <Button look="primary" onClick={() => void startFlow(act, { proposal, title })}>
      {children}
    </Button>
  );
}
