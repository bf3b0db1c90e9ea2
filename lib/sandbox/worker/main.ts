import { MarketError } from "@/lib/errors";
import { prepareRun } from "@/lib/sandbox/prepare-run";
import type { EndedRun } from "@/lib/sandbox/run-metered";
import type { WasmRun } from "@/lib/sandbox/run-input";
import type { WorkerReply, WorkerRequest } from "./messages";

/**
 * The worker in which a browser tab runs one workload: the same rewriter and the same host as in an agent's
 * runner, so the same bytes come out. Scripts need more stack than browsers give their workers, so a tab
 * offers `wasm` only.
 */
const say = (reply: WorkerReply, transfer: Transferable[] = []) => self.postMessage(reply, { transfer });

let start: (() => EndedRun) | undefined;

self.addEventListener("message", ({ data }: MessageEvent<WorkerRequest>) => {
  if (data.ask === "prepare") prepare(data.run);
  else if (start) run(start);
});

function prepare(run: WasmRun): void {
  try {
    start = prepareRun(run, noEngine, (stream, bytes) =>
      say({ say: "output", stream, bytes }, [bytes.buffer]),
    );
    say({ say: "prepared" });
  } catch (error) {
    if (!(error instanceof MarketError)) throw error;
    say({ say: "refused", code: error.code, facts: error.facts });
  }
}

function run(started: () => EndedRun): void {
  const ended = started();
  // The files are views of the host's memory, of which only they go out.
  const files = ended.files.map(({ path, bytes }) => ({ path, bytes: bytes.slice() }));
  say(
    { say: "ended", ended: { ...ended, files } },
    files.map(({ bytes }) => bytes.buffer),
  );
}

function noEngine(): never {
  throw new MarketError("WORKLOAD_UNSUPPORTED", { detail: "scripts in a browser tab" });
}
