import type { Gpu } from "@/agent/find-gpus";
import type { ExecResult } from "@/lib/leases/exec";
import type { IsolationGrade, WorkloadKind } from "@/lib/orders/spec";
import type { Outcome } from "@/lib/sandbox/outcome";
import type { ContainerRun, RunInput, ScriptRun, WasmRun } from "@/lib/sandbox/run-input";

/**
 * One way to run what a stranger sent. The agent knows drivers only through this page.
 *
 * A lease goes prepare → start → collect → destroy. Until `start`, nothing of the customer's runs and
 * nothing is billed; whatever fails before it is a refusal (`MarketError`) that leaves nothing behind.
 * After `start`, there is always an outcome, whatever the workload, the sandbox or the machine does.
 */
export interface SandboxDriver<Input extends RunInput = RunInput> {
  readonly kind: WorkloadKind;

  /** What this machine can run and how well it is isolated, found out by trying. */
  probe(): Promise<SandboxCapabilities>;

  /**
   * Makes the input ready to start: checks its hash, rewrites or fetches, compiles. Throws a
   * `MarketError` with WORKLOAD_NOT_WASM, WORKLOAD_UNSUPPORTED, SCRIPT_SYNTAX, IMAGE_NOT_FOUND,
   * IMAGE_PULL_TIMEOUT or SANDBOX_FAILED.
   */
  prepare(input: Input): Promise<PreparedRun>;

  /**
   * Finds what still runs from before the agent was restarted. Leases of `known` that are alive, or have
   * ended and can still be read, come back as runs; whatever else carries our mark is destroyed. A wasm
   * run never outlives its agent.
   */
  adopt(known: readonly AdoptableLease<Input>[]): Promise<SandboxRun[]>;

  /** Destroys everything that is running or kept warm. */
  close(): Promise<void>;
}

export type WasmDriver = SandboxDriver<WasmRun>;
export type ScriptDriver = SandboxDriver<ScriptRun>;
export type ContainerDriver = SandboxDriver<ContainerRun>;

export type SandboxCapabilities = {
  /** False when this machine cannot run the kind at all; `warnings` then says why. */
  available: boolean;
  grade: IsolationGrade;
  /** What separates the workload from the machine, outermost first: "bubblewrap", "own user", … */
  isolation: readonly string[];
  /** Script languages, engine versions: what the device advertises. */
  features: Readonly<Record<string, string>>;
  /** What it can give to workloads, one to each at a time; none where it is left out. */
  gpus?: readonly Gpu[];
  /** What an operator should know or improve, one sentence each. */
  warnings: readonly string[];
};

/** Holds what `prepare` made until it is started or discarded: one of the two must be called. */
export interface PreparedRun {
  /** Starts the run. At most once. */
  start(lease: LeaseTerms, sink: LogSink): Promise<SandboxRun>;
  /** Instead of starting it. */
  discard(): Promise<void>;
}

export type LeaseKey = { leaseId: string; epoch: number };

export type LeaseTerms = LeaseKey & {
  /**
   * When the run is killed at the latest, on the same clock as `DriverClock.monotonicMs`. The run ends
   * at this or at `limits.wallMs` after its start, whichever is first.
   */
  deadlineMs: number;
};

export type AdoptableLease<Input extends RunInput> = LeaseKey & {
  input: Input;
  sink: LogSink;
  /** How much of each stream the agent already keeps: the sink continues exactly there. */
  offsets: Record<LogStream, number>;
};

export type LogStream = "stdout" | "stderr";

/** `offset` is the position of the first byte in its stream: chunks of a stream are contiguous and in order. */
export type LogChunk = { stream: LogStream; offset: number; bytes: Uint8Array };

/** Called as output happens, never after `collect` resolved. Must not throw. */
export type LogSink = (chunk: LogChunk) => void;

/** A run in force. */
export interface SandboxRun extends LeaseKey {
  stats(): Promise<RunStats>;
  /** Kills at once; the outcome's end is `stopped` unless the run had already ended. Idempotent. */
  stop(): void;
  /** The outcome, when the run has ended. Never rejects; every call gives the same outcome. */
  collect(): Promise<Outcome>;
  /** Removes every trace of the run from the machine, killing it if need be. Idempotent. */
  destroy(): Promise<void>;
  /** Runs a program inside the running container. Never rejects. Absent where the sandbox has no processes. */
  exec?(command: readonly string[]): Promise<ExecResult>;
}

export type RunStats = {
  cpuMs: number;
  memoryBytes: number;
  /** Log bytes so far, both streams. */
  outputBytes: number;
};

/** Where drivers get time: the clock on which the agent tells them deadlines, which never goes back. */
export type DriverClock = {
  monotonicMs(): number;
  /** What this machine takes for the time of day, in milliseconds since 1970. */
  wallMs(): number;
};
