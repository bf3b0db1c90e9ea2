import type { ReasonCode, ReasonFacts } from "@/lib/reasons";
import type { EndedRun } from "@/lib/sandbox/run-metered";
import type { WasmRun } from "@/lib/sandbox/run-input";
import type { OutputStream } from "@/lib/sandbox/wasi/output-streams";

/** What a page asks of its worker: one run, and then the worker is thrown away. */
export type WorkerRequest = { run: WasmRun };

export type WorkerReply =
  | { say: "refused"; code: ReasonCode; facts: ReasonFacts }
  | { say: "started" }
  | { say: "output"; stream: OutputStream; bytes: Uint8Array }
  | { say: "ended"; ended: EndedRun };
