import type { Hex } from "viem";
import type { FlowFailure } from "./failure-of";
import type { StepResult } from "./flow-types";

/**
 * Where a flow stands. `review`: nothing was asked yet. `wallet`: the wallet shows its prompt. `pending`:
 * sent, not yet mined, handed in or indexed. `failed`: nothing moves until somebody tries again.
 */
type FlowPhase = "review" | "wallet" | "pending" | "failed" | "done";

export type FlowProgress = {
  /** Results of the finished steps, in order; the next step is the one at this length. */
  results: readonly StepResult[];
  phase: FlowPhase;
  /** When the phase began, in milliseconds. */
  since: number;
  /** What is waited for, so that the flow goes on from here after the page was closed. */
  waiting?: { hash: Hex } | { relay: string };
  failure?: FlowFailure;
};

export const atReview = (now: number): FlowProgress => ({ results: [], phase: "review", since: now });

/** Whether closing the page would leave something behind that is under way. */
export const isUnderWay = ({ phase, results }: FlowProgress): boolean =>
  phase === "pending" || (phase === "failed" && results.length > 0);

/** After this long a pending step is called slow. It stays valid; the reader is told so. */
export const slowAfterMs = 20_000;
