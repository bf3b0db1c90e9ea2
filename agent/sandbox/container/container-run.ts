import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { atDeadline } from "@/agent/sandbox/at-deadline";
import type {
  DriverClock,
  LeaseTerms,
  LogSink,
  LogStream,
  RunStats,
  SandboxRun,
} from "@/agent/sandbox/driver";
import { RunRecord } from "@/agent/sandbox/run-record";
import type { ExecResult } from "@/lib/leases/exec";
import type { Outcome, RunEnd } from "@/lib/sandbox/outcome";
import type { ContainerRun } from "@/lib/sandbox/run-input";
import type { ContainerOutput } from "./container-output";
import { EngineRefusal } from "./engine-client";
import { execInContainer } from "./exec-in-container";
import type { Engine } from "./find-engine";
import { readState, type ContainerState } from "./read-state";

const statsSchema = z.object({
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number() }) }),
  memory_stats: z.object({ usage: z.number().default(0) }),
});

const nsPerMs = 1e6;
/** How long an engine may take to say how a container ended whose output has ended. */
const endMsMax = 10_000;

export type RunningContainer = {
  engine: Engine;
  id: string;
  input: ContainerRun;
  terms: LeaseTerms;
  sink: LogSink;
  clock: DriverClock;
  output: ContainerOutput;
  /** When it began, and when it was over if it is, on the monotonic clock; left out, it begins now. */
  startedMs?: number;
  endedMs?: number | undefined;
};

/** A container in force, from its start or from where a restarted agent found it. */
export class RunOfContainer implements SandboxRun {
  readonly leaseId: string;
  readonly epoch: number;
  readonly #record: RunRecord;
  readonly #outcome: Promise<Outcome>;
  readonly #unreachable = new AbortController();
  #outputLeft: number;
  #killedBy: KilledBy | null = null;

  constructor(readonly running: RunningContainer) {
    const { input, terms, sink, clock, startedMs = clock.monotonicMs() } = running;
    this.leaseId = terms.leaseId;
    this.epoch = terms.epoch;
    this.#record = new RunRecord(input, sink);
    this.#outputLeft = input.limits.outputBytes;
    this.#outcome = this.#follow(startedMs, Math.min(terms.deadlineMs, startedMs + input.limits.wallMs));
  }

  collect(): Promise<Outcome> {
    return this.#outcome;
  }

  stop(): void {
    this.#kill("stopped");
  }

  async stats(): Promise<RunStats> {
    const { engine, id } = this.running;
    const query = { stream: "false", "one-shot": "true" };
    const stats = statsSchema.parse(await engine.client.call("GET", `/containers/${id}/stats`, { query }));
    return {
      cpuMs: stats.cpu_stats.cpu_usage.total_usage / nsPerMs,
      memoryBytes: stats.memory_stats.usage,
      outputBytes: this.#record.outputBytes,
    };
  }

  exec(command: readonly string[]): Promise<ExecResult> {
    return execInContainer(this.running.engine, this.running.id, command);
  }

  async destroy(): Promise<void> {
    await removeContainer(this.running.engine, this.running.id);
  }

  async #follow(startedMs: number, deadlineMs: number): Promise<Outcome> {
    const { clock, output, endedMs } = this.running;
    const cancel = atDeadline(deadlineMs, clock, () => this.#kill("wall-limit"));
    const ended = await output((stream, bytes) => this.#hear(stream, bytes), this.#unreachable.signal).then(
      () => this.#howEnded(),
      (error: unknown) => this.#unknownEnd(error),
    );
    cancel();
    const wallMs = (endedMs ?? clock.monotonicMs()) - startedMs;
    return this.#record.close({ ...ended, fuelUsed: null, memoryPeakBytes: null, files: [] }, wallMs);
  }

  #hear(stream: LogStream, bytes: Uint8Array): void {
    const fits = bytes.subarray(0, this.#outputLeft);
    this.#outputLeft -= fits.length;
    if (fits.length > 0) this.#record.output(stream, fits);
    if (fits.length < bytes.length) this.#kill("output-limit");
  }

  /** Asks the engine, and never waits for it without end. What the agent did to the run comes first. */
  async #howEnded(): Promise<Ended> {
    const { engine, id, clock } = this.running;
    const untilMs = clock.monotonicMs() + endMsMax;
    try {
      for (;;) {
        const state = await readState(engine, id);
        if (!state.Running) return this.#endOf(state);
        if (clock.monotonicMs() > untilMs) return failed("the container's output ended and it did not");
        await sleep(20);
      }
    } catch (error) {
      return this.#unknownEnd(error);
    }
  }

  #endOf({ OOMKilled, ExitCode }: ContainerState): Ended {
    if (this.#killedBy) return { end: this.#killedBy, exitCode: null, detail: null };
    if (OOMKilled) return { end: "memory-limit", exitCode: null, detail: null };
    return { end: "exit", exitCode: ExitCode, detail: null };
  }

  #unknownEnd(error: unknown): Ended {
    if (this.#killedBy) return { end: this.#killedBy, exitCode: null, detail: null };
    return failed(error instanceof Error ? error.message : String(error));
  }

  #kill(why: KilledBy): void {
    if (this.#killedBy) return;
    this.#killedBy = why;
    const { engine, id } = this.running;
    // A container that has ended cannot be killed, and one that cannot be killed is removed by `destroy`.
    engine.client
      .call("POST", `/containers/${id}/kill`, { query: { signal: "SIGKILL" } })
      .catch(() => this.#unreachable.abort());
  }
}

type KilledBy = Extract<RunEnd, "stopped" | "wall-limit" | "output-limit">;

type Ended = Pick<Outcome, "end" | "exitCode" | "detail">;

const failed = (detail: string): Ended => ({
  end: "sandbox-failed",
  exitCode: null,
  detail: detail.slice(0, 300),
});

/** Removes a container whatever it does. One that is gone already is as good. */
export async function removeContainer({ client }: Engine, id: string): Promise<void> {
  try {
    await client.call("DELETE", `/containers/${id}`, {
      query: { force: "true", v: "true" },
      timeoutMs: 30_000,
    });
  } catch (error) {
    if (!(error instanceof EngineRefusal) || error.status !== 404) throw error;
  }
}
