import { MarketError } from "@/lib/errors";
import { prepareRun } from "@/lib/sandbox/prepare-run";
import type { WorkerReply, WorkerRequest } from "./messages";

/**
 * The worker in which a browser tab runs one workload: the same rewriter and the same host as in an agent's
 * runner, so the same bytes come out. Scripts need more stack than browsers give their workers, so a tab
 * offers `wasm` only.
 */
const say = (reply: WorkerReply, transfer: Transferable[] = []) => self.postMessage(reply, { transfer });

self.addEventListener("message", ({ data }: MessageEvent<WorkerRequest>) => {
  try {
    const start = prepareRun(data.run, noEngine, (stream, bytes) =>
      say({ say: "output", stream, bytes }, [bytes.buffer]),
    );
    say({ say: "started" });
    const ended = start();
    // The files are views of the host's memory, of which only they go to the page.
    const files = ended.files.map(({ path, bytes }) => ({ path, bytes: bytes.slice() }));
    say(
      { say: "ended", ended: { ...ended, files } },
      files.map(({ bytes }) => bytes.buffer),
    );
  } catch (error) {
    if (!(error instanceof MarketError)) throw error;
    say({ say: "refused", code: error.code, facts: error.facts });
  }
});

function noEngine(): never {
  throw new MarketError("WORKLOAD_UNSUPPORTED", { detail: "scripts in a browser tab" });
}
