import { MarketError } from "@/lib/errors";
import { checkRunInput } from "@/lib/sandbox/check-run-input";
import type { Outcome } from "@/lib/sandbox/outcome";
import type { EndedRun } from "@/lib/sandbox/run-metered";
import type { ScriptRun, WasmRun } from "@/lib/sandbox/run-input";
import { atDeadline } from "./at-deadline";
import type {
  DriverClock,
  LeaseTerms,
  LogSink,
  PreparedRun,
  RunStats,
  SandboxCapabilities,
  SandboxDriver,
  SandboxRun,
} from "./driver";
import { processStats } from "./process-stats";
import { RunRecord, sha256 } from "./run-record";
import type { Runner } from "./runner";
import type { RunnerPool } from "./runner-pool";

/** How long a runner may take to check and compile. What is slower is an attack, or for another machine. */
const prepareMsMax = 10_000;

export type MeteredDriverOptions<Kind> = {
  kind: Kind;
  /** Null where no runner could be started. */
  pool: RunnerPool | null;
  capabilities: SandboxCapabilities;
  clock: DriverClock;
  close(): Promise<void>;
};

/** Runs metered modules, and scripts in an engine that is one, each in a process of its own. */
export class MeteredDriver<Input extends WasmRun | ScriptRun> implements SandboxDriver<Input> {
  readonly kind: Input["kind"];

  constructor(readonly options: MeteredDriverOptions<Input["kind"]>) {
    this.kind = options.kind;
  }

  async probe(): Promise<SandboxCapabilities> {
    return this.options.capabilities;
  }

  async prepare(input: Input): Promise<PreparedRun> {
    const { pool, clock, capabilities } = this.options;
    if (!pool) throw new MarketError("SANDBOX_FAILED", { detail: capabilities.warnings.join(" ") });
    checkRunInput(input);
    checkHash(input);
    const runner = pool.take();
    try {
      await within(prepareMsMax, runner.prepare(input));
    } catch (error) {
      runner.kill();
      throw error;
    } finally {
      pool.refill();
    }
    return new PreparedMeteredRun(runner, input, clock);
  }

  /** A runner dies with its agent, so there is never anything to adopt. */
  async adopt(): Promise<SandboxRun[]> {
    return [];
  }

  async close(): Promise<void> {
    await this.options.close();
  }
}

class PreparedMeteredRun implements PreparedRun {
  #started = false;

  constructor(
    readonly runner: Runner,
    readonly input: WasmRun | ScriptRun,
    readonly clock: DriverClock,
  ) {}

  async start(lease: LeaseTerms, sink: LogSink): Promise<SandboxRun> {
    if (this.#started) throw new Error("A prepared run starts once.");
    this.#started = true;
    return new MeteredRun(this.runner, this.input, lease, sink, this.clock);
  }

  async discard(): Promise<void> {
    if (this.#started) return;
    this.runner.kill();
    await this.runner.gone;
  }
}

class MeteredRun implements SandboxRun {
  readonly leaseId: string;
  readonly epoch: number;
  readonly #record: RunRecord;
  readonly #outcome: Promise<Outcome>;
  #killedBy: "stopped" | "wall-limit" | null = null;

  constructor(
    readonly runner: Runner,
    input: WasmRun | ScriptRun,
    { leaseId, epoch, deadlineMs }: LeaseTerms,
    sink: LogSink,
    clock: DriverClock,
  ) {
    this.leaseId = leaseId;
    this.epoch = epoch;
    this.#record = new RunRecord(input, sink);
    this.#outcome = this.#run(Math.min(deadlineMs, clock.monotonicMs() + input.limits.wallMs), clock);
  }

  collect(): Promise<Outcome> {
    return this.#outcome;
  }

  stop(): void {
    this.#kill("stopped");
  }

  async stats(): Promise<RunStats> {
    const { pid } = this.runner;
    const used = pid === undefined ? { cpuMs: 0, memoryBytes: 0 } : await processStats(pid);
    return { ...used, outputBytes: this.#record.outputBytes };
  }

  async destroy(): Promise<void> {
    this.stop();
    await this.runner.gone;
  }

  async #run(deadlineMs: number, clock: DriverClock): Promise<Outcome> {
    const startedMs = clock.monotonicMs();
    const cancel = atDeadline(deadlineMs, clock, () => this.#kill("wall-limit"));
    const ended = await this.runner
      .start((stream, bytes) => this.#record.output(stream, bytes))
      .catch((error: unknown): EndedRun => ({ ...nothing, ...this.#whyDied(error) }));
    cancel();
    const wallMs = clock.monotonicMs() - startedMs;
    // Nothing of it may stay, and its process has nothing left to do.
    this.runner.kill();
    return this.#record.close(ended, wallMs);
  }

  #whyDied(error: unknown): Pick<EndedRun, "end" | "detail"> {
    if (this.#killedBy) return { end: this.#killedBy, detail: null };
    const detail = error instanceof MarketError ? String(error.facts.detail) : String(error);
    return { end: "sandbox-failed", detail };
  }

  #kill(why: "stopped" | "wall-limit"): void {
    this.#killedBy ??= why;
    this.runner.kill();
  }
}

const nothing = { exitCode: null, fuelUsed: null, memoryPeakBytes: 0, files: [] };

function checkHash(input: WasmRun | ScriptRun): void {
  const found = sha256(input.kind === "wasm" ? input.module : input.source);
  if (found !== input.sha256)
    throw new MarketError("NODE_REFUSED", {
      detail: `the workload is ${found} and the order names ${input.sha256}`,
    });
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new MarketError("WORKLOAD_UNSUPPORTED", { detail: `it takes more than ${ms / 1000} s to compile` }),
        ),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
