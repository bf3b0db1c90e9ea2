"use client";

import { RotateCw } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { tellError } from "./told-error";

type FailureProps = {
  error: unknown;
  /** What still works meanwhile. */
  still?: string;
  onRetry?: () => void;
};

/** Something could not be had: what happened, why, what to do, and what still works. */
export function Failure({ error, still, onRetry }: FailureProps) {
  const { text, next } = tellError(error);
  return (
    <Notice
      tone="red"
      title={text}
      action={
        onRetry && (
          <Button size="s" icon={RotateCw} onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      {next} {still}
    </Notice>
  );
}
