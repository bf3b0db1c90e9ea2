import type { ReasonCode, ReasonFacts } from "@/lib/reasons";
import type { EndedRun } from "@/lib/sandbox/run-metered";
import type { WasmRun } from "@/lib/sandbox/run-input";
import type { OutputStream } from "@/lib/sandbox/wasi/output-streams";

/** What is asked of a sandbox's worker: one run, and then the worker is thrown away. */
export type WorkerRequest = { ask: "prepare"; run: WasmRun } | { ask: "start" };

export type WorkerReply =
  | { say: "refused"; code: ReasonCode; facts: ReasonFacts }
  | { say: "prepared" }
  | { say: "output"; stream: OutputStream; bytes: Uint8Array }
  | { say: "ended"; ended: EndedRun };
