import { readFileSync } from "node:fs";
import { checkMemory, runCommand, type EndedRun } from "@/lib/sandbox/run-metered";
import type { ScriptRun, WasmRun } from "@/lib/sandbox/run-input";
import { checkScript } from "@/lib/sandbox/script/check-script";
import { runScript } from "@/lib/sandbox/script/run-script";
import type { OutputSink } from "@/lib/sandbox/wasi/output-streams";
import { compileCommand, loadMetered, type MeteredModule } from "@/lib/sandbox/wasm/compile-module";

let engine: MeteredModule | undefined;

/** The script engine of this process, which the agent metered, compiled when it is first asked for. */
function engineFrom(path: string): MeteredModule {
  engine ??= loadMetered(new Uint8Array(readFileSync(path)));
  return engine;
}

/**
 * Checks and compiles a run, and gives what starts it. Throws a `MarketError` for what no device takes;
 * nothing of the customer's has run then.
 */
export function prepareRun(run: WasmRun | ScriptRun, enginePath: string, sink: OutputSink): () => EndedRun {
  const { seed, startsAtMs, limits, input } = run;
  if (run.kind === "script") {
    const engine = engineFrom(enginePath);
    const form = checkScript(engine, run.source);
    checkMemory(engine, limits);
    const world = { args: run.args, input, seed, startsAtMs, limits };
    return () => runScript({ engine, source: run.source, form, world, sink });
  }
  const compiled = compileCommand(run.module);
  checkMemory(compiled, limits);
  const { args, env, files } = run;
  // By custom the first argument is the program's name.
  const world = { args: ["workload", ...args], env, files, input, seed, startsAtMs, limits };
  return () => runCommand({ compiled, world, sink });
}
