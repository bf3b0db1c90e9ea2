import type { ScriptRun, WasmRun } from "@/lib/sandbox/run-input";

/** What an agent asks of a runner: first to prepare a run, then to start it. */
export type RunnerRequest = { ask: "prepare"; run: WasmRun | ScriptRun } | { ask: "start" };
