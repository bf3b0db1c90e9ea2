import type { ExecResult } from "@/lib/leases/exec";
import type { Outcome } from "@/lib/sandbox/outcome";
import type { RunInput } from "@/lib/sandbox/run-input";

/**
 * What the core of an agent asks of a sandbox, whatever that is made of: drivers of Node's agent give it, and the
 * worker of a browser tab. Holds what was prepared until it is started or discarded: one of the two must be done.
 */
export type PreparedWorkload = {
  /** Starts the run, at most once. It is killed at `deadlineMs`, on the monotonic clock, at the latest. */
  start: (
    lease: { leaseId: string; epoch: number; deadlineMs: number },
    sink: (chunk: OutputChunk) => void,
  ) => Promise<WorkloadRun>;
  /** Instead of starting it. Under this name, because Safari has no `Symbol.asyncDispose`. */
  discard: () => Promise<void>;
};

export type WorkloadRun = {
  /** Kills at once; the outcome's end is `stopped` unless the run had already ended. */
  stop: () => void;
  /** The outcome, when the run has ended. Never rejects. */
  collect: () => Promise<Outcome>;
  /** Runs a program beside it, where it has processes. Never rejects. */
  exec?: (command: readonly string[]) => Promise<ExecResult>;
  /** Removes every trace of the run, killing it if need be. */
  destroy: () => Promise<void>;
};

/** A run that may go on although its agent was started again, and where what it prints continues. */
export type RunBefore = {
  leaseId: string;
  epoch: number;
  input: RunInput;
  /** How much of each stream is known already: the sink goes on exactly there. */
  offsets: Record<OutputChunk["stream"], number>;
  sink: (chunk: OutputChunk) => void;
};

/** A run that was found again. */
export type FoundRun = { leaseId: string; run: WorkloadRun };

/** `offset` is the position of the first byte in its stream: chunks of a stream are contiguous and in order. */
export type OutputChunk = { stream: "stdout" | "stderr"; offset: number; bytes: Uint8Array };
