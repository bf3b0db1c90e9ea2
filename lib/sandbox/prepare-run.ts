import { checkMemory, runCommand, type EndedRun } from "./run-metered";
import type { ScriptRun, WasmRun } from "./run-input";
import { checkScript } from "./script/check-script";
import { runScript } from "./script/run-script";
import type { OutputSink } from "./wasi/output-streams";
import { compileCommand, type MeteredModule } from "./wasm/compile-module";

/**
 * Checks and compiles a run, and gives what starts it, which blocks until the run has ended. `engine` gives
 * the metered script engine. Throws a `MarketError` for what no device takes; nothing of the customer's has
 * run then.
 */
export function prepareRun(
  run: WasmRun | ScriptRun,
  engine: () => MeteredModule,
  sink: OutputSink,
): () => EndedRun {
  const { seed, startsAtMs, limits, input } = run;
  if (run.kind === "script") {
    const compiled = engine();
    const form = checkScript(compiled, run.source);
    checkMemory(compiled, limits);
    const world = { args: run.args, input, seed, startsAtMs, limits };
    return () => runScript({ engine: compiled, source: run.source, form, world, sink });
  }
  const compiled = compileCommand(run.module);
  checkMemory(compiled, limits);
  const { args, env, files } = run;
  // By custom the first argument is the program's name.
  const world = { args: ["workload", ...args], env, files, input, seed, startsAtMs, limits };
  return () => runCommand({ compiled, world, sink });
}
