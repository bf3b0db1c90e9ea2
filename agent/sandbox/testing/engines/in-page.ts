import { sha256 } from "viem";
import { MarketError } from "@/lib/errors";
import type { WasmRun } from "@/lib/sandbox/run-input";
import { command } from "@/lib/sandbox/testing/assemble";
import { corpus } from "@/lib/sandbox/testing/corpus";
import { runInWorker, type PageClock } from "@/lib/sandbox/worker/run-in-worker";

const clock: PageClock = {
  nowMs: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

const open = (code: string) => new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));

/** Runs the corpus as a browser tab that is a device does, a worker for each run. */
async function answers(count: number, workerCode: string): Promise<string[]> {
  const lines: string[] = [];
  for (const run of corpus(count)) {
    const [worker, signal] = [open(workerCode), new AbortController().signal];
    const { resultRoot, fuelUsed, end } = await runInWorker({ worker, run, sink: () => {}, clock, signal });
    lines.push(`${resultRoot} ${fuelUsed} ${end}`);
  }
  return lines;
}

/** What happens to a run that does not end by itself, and to one that no device takes. */
async function ends(workerCode: string): Promise<Record<string, string>> {
  const spin = hashed(command("loop br 0 end"));
  const ask = (changes: Partial<WasmRun>, signal = new AbortController().signal) => {
    const run = { ...corpus(0)[0]!, ...spin, ...changes };
    const endless = { ...run, limits: { ...run.limits, fuel: 1n << 60n, wallMs: 300 } };
    return runInWorker({ worker: open(workerCode), run: endless, sink: () => {}, clock, signal }).then(
      ({ end }) => end,
      (error: unknown) => (error instanceof MarketError ? error.code : String(error)),
    );
  };
  return {
    endless: await ask({}),
    aborted: await ask({}, AbortSignal.timeout(100)),
    text: await ask(hashed(new TextEncoder().encode("print(1)"))),
    another: await ask({ sha256: "0".repeat(64) }),
  };
}

function hashed(bytes: Uint8Array): Pick<WasmRun, "module" | "sha256"> {
  return { module: bytes, sha256: sha256(bytes).slice(2) };
}

Object.assign(globalThis, { answers, ends });
