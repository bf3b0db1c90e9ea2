import { sha256 } from "viem";
import { MarketError } from "@/lib/errors";
import { checkRunInput } from "@/lib/sandbox/check-run-input";
import { resultBytesMax } from "@/lib/sandbox/limits";
import type { Outcome } from "@/lib/sandbox/outcome";
import { resultText } from "@/lib/sandbox/result-text";
import type { EndedRun } from "@/lib/sandbox/run-metered";
import type { WasmRun } from "@/lib/sandbox/run-input";
import type { OutputSink, OutputStream } from "@/lib/sandbox/wasi/output-streams";
import type { WorkerReply, WorkerRequest } from "./messages";

export type WorkerJob = {
  /** A fresh worker with `main.ts` in it. It is terminated at the end, whatever that is. */
  worker: Worker;
  run: WasmRun;
  sink: OutputSink;
  clock: PageClock;
  signal: AbortSignal;
};

export type PageClock = {
  /** Monotonic. */
  nowMs: () => number;
  /** Calls once after so many milliseconds, unless what it gives is called before. */
  after: (ms: number, call: () => void) => () => void;
};

/** How long checking and compiling may take, as in an agent. */
const prepareMsMax = 10_000;

/**
 * Runs a workload in a browser tab and gives its outcome, with the same `resultRoot` that an agent or a
 * verifier finds. Throws a `MarketError` for what no device takes. An aborted signal stops the run.
 */
export async function runInWorker({ worker, run, sink, clock, signal }: WorkerJob): Promise<Outcome> {
  checkRunInput(run);
  if (hashOf(run.module) !== run.sha256)
    throw new MarketError("NODE_REFUSED", { detail: "the module is not the one that the order names" });
  const output = { stdout: new Pieces(), stderr: new Pieces() };
  const { promise, resolve, reject } = Promise.withResolvers<EndedRun>();
  const refuse = (reason: MarketError) => reject(reason);
  const stop = (end: EndedRun["end"], detail: string | null = null) => resolve({ ...nothing, end, detail });
  let startedMs = clock.nowMs();
  let cancel = clock.after(prepareMsMax, () => refuse(tooSlow()));
  const take = (reply: WorkerReply): void => {
    switch (reply.say) {
      case "refused":
        return refuse(new MarketError(reply.code, reply.facts));
      case "started":
        cancel();
        startedMs = clock.nowMs();
        cancel = clock.after(run.limits.wallMs, () => stop("wall-limit"));
        return;
      case "output":
        output[reply.stream].add(reply.bytes);
        return sink(reply.stream, reply.bytes);
      case "ended":
        return resolve(reply.ended);
    }
  };
  worker.addEventListener("message", ({ data }: MessageEvent<WorkerReply>) => take(data));
  worker.addEventListener("error", ({ message }) => stop("sandbox-failed", message));
  signal.addEventListener("abort", () => stop("stopped"), { once: true });
  worker.postMessage({ run } satisfies WorkerRequest, []);
  try {
    const ended = await promise;
    return outcomeOf(run, ended, output, clock.nowMs() - startedMs);
  } finally {
    cancel();
    worker.terminate();
  }
}

const tooSlow = () =>
  new MarketError("WORKLOAD_UNSUPPORTED", {
    detail: `it takes more than ${prepareMsMax / 1000} s to compile`,
  });

const nothing = { exitCode: null, fuelUsed: null, memoryPeakBytes: 0, files: [] };

function outcomeOf(
  run: WasmRun,
  ended: EndedRun,
  output: Record<OutputStream, Pieces>,
  wallMs: number,
): Outcome {
  const [stdout, stderr] = [output.stdout.joined(), output.stderr.joined()];
  const facts = {
    ...ended,
    stdout: { byteLength: stdout.length, sha256: hashOf(stdout) },
    stderr: { byteLength: stderr.length, sha256: hashOf(stderr) },
    files: ended.files.map(({ path, bytes }) => ({ path, bytes, sha256: hashOf(bytes) })),
  };
  const resultRoot = hashOf(new TextEncoder().encode(resultText(run, facts, hashOf)));
  return { ...facts, wallMs, result: stdout.slice(0, resultBytesMax), resultRoot };
}

const hashOf = (bytes: Uint8Array): string => sha256(bytes).slice(2);

/** What one stream carried. Bounded by the run's output limit. */
class Pieces {
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  add(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
  }

  joined(): Uint8Array {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}
