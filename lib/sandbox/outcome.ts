import type { ReasonCode, ReasonFacts } from "@/lib/reasons";
import type { SandboxLimits } from "./limits";

/**
 * How a run ended. Up to `trap` it is a function of the input alone, so honest devices agree on it and a
 * quorum may compare them; the others depend on the device. `stopped` is the agent's doing,
 * `sandbox-failed` the device's.
 */
export const runEnds = [
  "exit",
  "out-of-fuel",
  "stack-depth",
  "output-limit",
  "host-call-limit",
  "trap",
  // From here on, another device may end otherwise.
  "wall-limit",
  "memory-limit",
  "disk-limit",
  "stopped",
  "sandbox-failed",
] as const;
export type RunEnd = (typeof runEnds)[number];

/** What one stream carried, whole: the log keeps every byte of it, the result only the beginning. */
export type StreamDigest = { byteLength: number; sha256: string };

export type OutputFile = { path: string; bytes: Uint8Array; sha256: string };

/** Everything that is known about a finished run. Hashes are 64 hex digits. */
export type Outcome = {
  end: RunEnd;
  /** Only with `exit`. */
  exitCode: number | null;
  /** One clause for people. Never part of `resultRoot`: engines word their faults differently. */
  detail: string | null;
  /** Instructions used; null where the sandbox has no count (containers, killed runs). */
  fuelUsed: bigint | null;
  /** From start to end, on the device's monotonic clock. What is billed. */
  wallMs: number;
  memoryPeakBytes: number | null;
  stdout: StreamDigest;
  stderr: StreamDigest;
  /** The first `resultBytesMax` of standard output. */
  result: Uint8Array;
  /** What the workload wrote, sorted by path; nothing under `/tmp`. */
  files: readonly OutputFile[];
  /** Commits to the input, the end, the fuel, both streams and the files. See `result-root.ts`. */
  resultRoot: string;
};

type EndedRun = Pick<Outcome, "end" | "exitCode" | "detail">;
type ReasonGiven = { code: ReasonCode; facts: ReasonFacts };

const reasonOfEnd: Record<RunEnd, (run: EndedRun, limits: SandboxLimits) => ReasonGiven | null> = {
  exit: ({ exitCode }): ReasonGiven =>
    exitCode === 0 ? { code: "COMPLETED", facts: {} } : { code: "EXIT_NONZERO", facts: { exitCode } },
  "out-of-fuel": (_, { fuel }) => ({ code: "OUT_OF_FUEL", facts: { fuel: fuel.toString() } }),
  "stack-depth": () => ({ code: "STACK_DEPTH", facts: {} }),
  "output-limit": (_, { outputBytes }) => ({ code: "OUTPUT_LIMIT", facts: { bytes: outputBytes } }),
  "host-call-limit": (_, { hostCalls }) => ({ code: "HOST_CALL_LIMIT", facts: { calls: hostCalls } }),
  trap: ({ detail }) => ({ code: "WORKLOAD_TRAPPED", facts: { detail } }),
  "wall-limit": (_, { wallMs }) => ({ code: "DEADLINE", facts: { seconds: Math.round(wallMs / 1000) } }),
  "memory-limit": (_, { memoryMib }) => ({ code: "OOM_KILLED", facts: { memoryMib } }),
  "disk-limit": (_, { diskMib }) => ({ code: "DISK_FULL", facts: { diskMib } }),
  stopped: () => null,
  "sandbox-failed": ({ detail }) => ({ code: "SANDBOX_FAILED", facts: { detail } }),
};

/**
 * Why the run ended, in the market's words. Null for `stopped`: only who stopped it knows why
 * (the customer cancelled, the device drains, the lease moved on).
 */
export function reasonOfOutcome(run: EndedRun, limits: SandboxLimits): ReasonGiven | null {
  return reasonOfEnd[run.end](run, limits);
}
