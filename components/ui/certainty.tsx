import type { ReactNode } from "react";
import { Status } from "./status";

/** How sure we are of a figure. Settled money is known by its link to the transaction. */
export type Certainty = "measured" | "estimated" | "accruing";

/** What a hover adds about it. */
export const certaintyHint: Record<Certainty, string> = {
  measured: "",
  estimated: "Estimated, not measured.",
  accruing: "Still accruing: it grows while the workload runs.",
};

/** Somebody says so and nobody measured it. */
export function Claimed({ children, by }: { children: ReactNode; by: string }) {
  return (
    <span data-hint={`Claimed by ${by}, measured by nobody yet.`}>
      <Status tone="neutral" dot="hollow">
        {children} <span className="text-ink-3">claimed</span>
      </Status>
    </span>
  );
}
