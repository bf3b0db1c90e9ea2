import { sha256 } from "viem";
import { MarketError } from "@/lib/errors";
import type { WasmRun } from "@/lib/sandbox/run-input";
import { command } from "@/lib/sandbox/testing/assemble";
import { corpus } from "@/lib/sandbox/testing/corpus";
import type { Outcome } from "@/lib/sandbox/outcome";
import { prepareInWorker, type WorkerMachine } from "@/lib/sandbox/worker/prepare-in-worker";

const machine: WorkerMachine = {
  monotonicMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  sha256: (bytes) => sha256(bytes).slice(2),
};

const open = (code: string) => new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));

/** One run from its preparation to its outcome, as the agent of a tab does it; stopped after so many milliseconds. */
async function runOnce(workerCode: string, run: WasmRun, stopAfterMs?: number): Promise<Outcome> {
  const prepared = await prepareInWorker(() => open(workerCode), run, machine);
  const started = await prepared.start({ leaseId: "", epoch: 1, deadlineMs: Infinity }, () => undefined);
  if (stopAfterMs !== undefined) setTimeout(started.stop, stopAfterMs);
  return started.collect();
}

/** Runs the corpus as a browser tab that is a device does, a worker for each run. */
async function answers(count: number, workerCode: string): Promise<string[]> {
  const lines: string[] = [];
  for (const run of corpus(count)) {
    const { resultRoot, fuelUsed, end } = await runOnce(workerCode, run);
    lines.push(`${resultRoot} ${fuelUsed} ${end}`);
  }
  return lines;
}

/** What happens to a run that does not end by itself, and to one that no device takes. */
async function ends(workerCode: string): Promise<Record<string, string>> {
  const spin = hashed(command("loop br 0 end"));
  const ask = (changes: Partial<WasmRun>, stopAfterMs?: number) => {
    const run = { ...corpus(0)[0]!, ...spin, ...changes };
    const endless = { ...run, limits: { ...run.limits, fuel: 1n << 60n, wallMs: 300 } };
    return runOnce(workerCode, endless, stopAfterMs).then(
      ({ end }) => end,
      (error: unknown) => (error instanceof MarketError ? error.code : String(error)),
    );
  };
  return {
    endless: await ask({}),
    aborted: await ask({}, 100),
    text: await ask(hashed(new TextEncoder().encode("print(1)"))),
    another: await ask({ sha256: "0".repeat(64) }),
  };
}

function hashed(bytes: Uint8Array): Pick<WasmRun, "module" | "sha256"> {
  return { module: bytes, sha256: machine.sha256(bytes) };
}

/** What is asked stands in the page's address; the answer goes to the server that the page is from. */
async function main(): Promise<void> {
  const workerCode = await (await fetch("/worker.js")).text();
  const count = new URLSearchParams(location.search).get("count");
  const answer = await (count === null ? ends(workerCode) : answers(Number(count), workerCode)).then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error: String(error) }),
  );
  await fetch("/answer", { method: "POST", body: JSON.stringify(answer) });
}

void main();
