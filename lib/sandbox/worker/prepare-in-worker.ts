import type { Machine } from "@/lib/agent/machine";
import type { OutputChunk, PreparedWorkload, WorkloadRun } from "@/lib/agent/workload-run";
import { MarketError } from "@/lib/errors";
import { checkRunInput } from "@/lib/sandbox/check-run-input";
import { resultBytesMax } from "@/lib/sandbox/limits";
import type { Outcome } from "@/lib/sandbox/outcome";
import { resultText, type Sha256 } from "@/lib/sandbox/result-text";
import type { EndedRun } from "@/lib/sandbox/run-metered";
import type { WasmRun } from "@/lib/sandbox/run-input";
import type { OutputStream } from "@/lib/sandbox/wasi/output-streams";
import type { WorkerReply, WorkerRequest } from "./messages";

export type WorkerMachine = Pick<Machine, "monotonicMs" | "sleep" | "sha256">;

/** How long checking and compiling may take, as in an agent. */
const prepareMsMax = 10_000;

/**
 * Makes a workload ready in a worker of a browser tab, a fresh one with `main.ts` in it, which is terminated at
 * the end, whatever that is. What comes out has the same `resultRoot` that an agent or a verifier finds.
 * Throws a `MarketError` for what no device takes.
 */
export async function prepareInWorker(
  open: () => Worker,
  run: WasmRun,
  machine: WorkerMachine,
): Promise<PreparedWorkload> {
  checkRunInput(run);
  if (machine.sha256(run.module) !== run.sha256)
    throw new MarketError("NODE_REFUSED", { detail: "the module is not the one that the order names" });
  const sandbox = new WorkerSandbox(open(), run, machine);
  try {
    await sandbox.prepare();
  } catch (error) {
    sandbox.terminate();
    throw error;
  }
  return {
    start: async ({ deadlineMs }, sink) => sandbox.start(deadlineMs, sink),
    discard: async () => sandbox.terminate(),
  };
}

class WorkerSandbox {
  readonly #prepared = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<EndedRun>();
  /** Stops the clocks that wait for the worker. */
  readonly #over = new AbortController();
  readonly #output = { stdout: new Pieces(), stderr: new Pieces() };
  #sink: (chunk: OutputChunk) => void = () => undefined;
  #startedMs: number | undefined;

  constructor(
    readonly worker: Worker,
    readonly run: WasmRun,
    readonly machine: WorkerMachine,
  ) {
    this.#prepared.promise.catch(() => undefined);
    worker.addEventListener("message", ({ data }: MessageEvent<WorkerReply>) => this.#take(data));
    worker.addEventListener("error", ({ message }) => this.#fail(message));
  }

  async prepare(): Promise<void> {
    this.#ask({ ask: "prepare", run: this.run });
    const compiled = new AbortController();
    const giveUp = async () => {
      await this.machine.sleep(prepareMsMax, compiled.signal);
      if (!compiled.signal.aborted) throw tooSlow();
    };
    try {
      await Promise.race([this.#prepared.promise, giveUp()]);
    } finally {
      compiled.abort();
    }
  }

  start(deadlineMs: number, sink: (chunk: OutputChunk) => void): WorkloadRun {
    if (this.#startedMs !== undefined) throw new Error("A prepared run starts once.");
    this.#startedMs = this.machine.monotonicMs();
    this.#sink = sink;
    const killAtMs = Math.min(deadlineMs, this.#startedMs + this.run.limits.wallMs);
    void this.#killAt(killAtMs);
    this.#ask({ ask: "start" });
    const outcome = this.#ended.promise.then((ended) => {
      this.terminate();
      return outcomeOf(this.run, ended, this.#output, this.#ranMs(), this.machine.sha256);
    });
    const stop = () => this.#end("stopped");
    return {
      stop,
      collect: () => outcome,
      destroy: async () => {
        stop();
        await outcome;
      },
    };
  }

  terminate(): void {
    this.#over.abort();
    this.worker.terminate();
  }

  #take(reply: WorkerReply): void {
    switch (reply.say) {
      case "refused":
        return this.#prepared.reject(new MarketError(reply.code, reply.facts));
      case "prepared":
        return this.#prepared.resolve();
      case "output": {
        if (this.#over.signal.aborted) return;
        const { stream, bytes } = reply;
        const offset = this.#output[stream].length;
        this.#output[stream].add(bytes);
        return this.#sink({ stream, offset, bytes });
      }
      case "ended":
        return this.#ended.resolve(reply.ended);
    }
  }

  #fail(detail: string): void {
    this.#prepared.reject(new MarketError("SANDBOX_FAILED", { detail }));
    this.#end("sandbox-failed", detail);
  }

  /** A worker that runs a workload hears nothing until it has ended: it is ended from outside. */
  #end(end: EndedRun["end"], detail: string | null = null): void {
    this.terminate();
    this.#ended.resolve({ end, detail, exitCode: null, fuelUsed: null, memoryPeakBytes: 0, files: [] });
  }

  async #killAt(deadlineMs: number): Promise<void> {
    const { signal } = this.#over;
    for (;;) {
      const leftMs = deadlineMs - this.machine.monotonicMs();
      if (signal.aborted) return;
      if (leftMs <= 0) return this.#end("wall-limit");
      await this.machine.sleep(Math.min(Math.ceil(leftMs), timerMsMax), signal);
    }
  }

  #ranMs(): number {
    return this.machine.monotonicMs() - this.#startedMs!;
  }

  #ask(request: WorkerRequest): void {
    this.worker.postMessage(request, []);
  }
}

/** The longest that a timer can be told to wait. */
const timerMsMax = 2 ** 31 - 1;

const tooSlow = () =>
  new MarketError("WORKLOAD_UNSUPPORTED", {
    detail: `it takes more than ${prepareMsMax / 1000} s to compile`,
  });

function outcomeOf(
  run: WasmRun,
  ended: EndedRun,
  output: Record<OutputStream, Pieces>,
  wallMs: number,
  sha256: Sha256,
): Outcome {
  const [stdout, stderr] = [output.stdout.joined(), output.stderr.joined()];
  const facts = {
    ...ended,
    stdout: { byteLength: stdout.length, sha256: sha256(stdout) },
    stderr: { byteLength: stderr.length, sha256: sha256(stderr) },
    files: ended.files.map(({ path, bytes }) => ({ path, bytes, sha256: sha256(bytes) })),
  };
  const resultRoot = sha256(new TextEncoder().encode(resultText(run, facts, sha256)));
  return { ...facts, wallMs, result: stdout.slice(0, resultBytesMax), resultRoot };
}

/** What one stream carried. Bounded by the run's output limit. */
class Pieces {
  readonly #pieces: Uint8Array[] = [];
  length = 0;

  add(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.length += bytes.length;
  }

  joined(): Uint8Array {
    const whole = new Uint8Array(this.length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}
