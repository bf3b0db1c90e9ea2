"use client";

import type { Hex } from "viem";
import { startFlow } from "@/components/transactions/flow-store";
import { Button } from "@/components/ui/button";

type DecidedButtonProps = {
  proposal: string;
  title: string;
  look?: "primary" | "secondary";
  children: string;
} & (
  | { act: "queue-proposal" | "execute-proposal" | "cancel-proposal" }
  | { act: "execute-operation"; operation: Hex }
);

/** Moves what was decided one step on, or takes it back. The contracts say who may press it. */
export function DecidedButton({ look = "primary", children, ...step }: DecidedButtonProps) {
  const { proposal, title } = step;
  const press = () =>
    step.act === "execute-operation"
      ? startFlow(step.act, { proposal, title, operation: step.operation })
      : startFlow(step.act, { proposal, title });
  return (
    <Button look={look} onClick={() => void press()}>
      {children}
    </Button>
  );
}
