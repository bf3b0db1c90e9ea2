import { runMetered, type EndedRun } from "@/lib/sandbox/run-metered";
import type { OutputSink } from "@/lib/sandbox/wasi/output-streams";
import type { WasiHost, WasiWorld } from "@/lib/sandbox/wasi/wasi-host";
import { wasiModule } from "@/lib/sandbox/wasi/signatures";
import type { MeteredModule } from "@/lib/sandbox/wasm/compile-module";
import type { ScriptForm } from "./check-script";
import { engineImports } from "./engine-imports";
import { EngineOutOfMemory, EngineThrew, evalFlags, promiseStates, QuickJs, type Value } from "./quickjs";
import { scriptPrelude } from "./prelude";
import { jsStackBytes, scriptName, scriptStackWords } from "./script-version";

export type ScriptJob = {
  engine: MeteredModule;
  source: Uint8Array;
  /** As `checkScript` found it. */
  form: ScriptForm;
  /** Its input is what the script sees as `input`. */
  world: Omit<WasiWorld, "env" | "files">;
  sink: OutputSink;
};

/** Runs a script from its beginning to its end. Blocks for as long as that takes, and never throws. */
export function runScript(job: ScriptJob): EndedRun {
  let script: Script;
  return runMetered({
    compiled: job.engine,
    // The script has its input as a text; the engine itself reads nothing.
    world: { ...job.world, env: {}, files: [], input: new Uint8Array() },
    sink: job.sink,
    stackWords: scriptStackWords,
    imports: (host) => (script = new Script(job, host)).imports,
    drive: ({ exports }) => script.run(new QuickJs(exports)),
  });
}

/** An uncaught error, and a script that waits for what never comes: as other engines tell it. */
const exitCodes = { uncaught: 1, unsettled: 13 } as const;
/** The first number of a call of the host function: to sleep, or to write to this stream. */
const streams = { 1: "stdout", 2: "stderr" } as const;
const nsPerMs = 1_000_000;
const sleepMsMax = 1e12;

class Script {
  #js!: QuickJs;
  #seeding = true;
  /** Promises that were rejected and have no handler yet, by identity, with what they were rejected with. */
  readonly #rejected = new Map<number, Value>();

  constructor(
    readonly job: ScriptJob,
    readonly host: WasiHost,
  ) {}

  get imports(): WebAssembly.Imports {
    const { env } = engineImports;
    const clock = this.host.imports.clock_time_get!;
    return {
      env: {
        ...env,
        host_call: (_name: number, _length: number, _self: Value, _count: number, values: number) =>
          this.#call(values),
        host_promise_rejection: (promise: Value, reason: Value, isHandled: number) =>
          this.#rejection(promise, reason, isHandled !== 0),
      },
      [wasiModule]: {
        clock_time_get: (id: number, precision: bigint, at: number) =>
          this.#seeding ? this.#giveSeed(at) : clock(id, precision, at),
      },
    };
  }

  /** Gives the exit code. */
  run(js: QuickJs): number {
    this.#js = js;
    try {
      js.open(jsStackBytes);
      this.#seeding = false;
      return this.#run();
    } catch (error) {
      if (!(error instanceof EngineOutOfMemory)) throw error;
      this.host.write("stderr", new TextEncoder().encode("Uncaught InternalError: out of memory\n"));
      return exitCodes.uncaught;
    }
  }

  #run(): number {
    const js = this.#js;
    js.engine.qjs_set_promise_rejection_handler(1);
    const { output, step, fail } = this.#prelude();
    try {
      const flags = this.job.form === "module" ? evalFlags.module : evalFlags.async;
      const main = js.evaluate(this.job.source, scriptName, flags);
      do {
        js.runJobs();
        const [unhandled] = this.#rejected.values();
        if (unhandled !== undefined) throw new EngineThrew(unhandled);
      } while (this.#isTrue(js.call(step)));
      return this.#finish(main, output);
    } catch (error) {
      if (!(error instanceof EngineThrew)) throw error;
      js.call(fail, error.value);
      return exitCodes.uncaught;
    }
  }

  /** What the script sees is made in JavaScript; what comes back is how to go on from there. */
  #prelude(): Record<"output" | "step" | "fail", Value> {
    const js = this.#js;
    const { args, input } = this.job.world;
    const open = js.evaluate(new TextEncoder().encode(`(${scriptPrelude})`), "prelude.js", evalFlags.global);
    const host = js.hostFunction("host");
    const given = [host, js.string(JSON.stringify(args)), js.string(new TextDecoder().decode(input))];
    const made = js.call(open, ...given);
    for (const value of [open, ...given]) js.engine.qjs_free_value(value);
    return {
      output: js.property(made, "output"),
      step: js.property(made, "step"),
      fail: js.property(made, "fail"),
    };
  }

  /** A module's default export is its result. */
  #finish(main: Value, output: Value): number {
    const js = this.#js;
    if (promiseStates[js.engine.qjs_promise_state(main)] === "pending") {
      this.host.write(
        "stderr",
        new TextEncoder().encode("The script waits for a promise that nothing settles.\n"),
      );
      return exitCodes.unsettled;
    }
    if (this.job.form === "module") {
      const result = js.property(js.engine.qjs_promise_result(main), "default");
      if (!js.engine.qjs_is_undefined(result)) js.call(output, result);
    }
    return 0;
  }

  #isTrue(value: Value): boolean {
    const isTrue = this.#js.engine.qjs_get_bool(value) !== 0;
    this.#js.engine.qjs_free_value(value);
    return isTrue;
  }

  #call(values: number): Value {
    const js = this.#js;
    const [what, value] = js.words(values, 2);
    const kind = js.engine.qjs_get_float64(what!);
    const stream = streams[kind as keyof typeof streams];
    if (stream) js.withText(value!, (bytes) => this.host.write(stream, bytes));
    else
      this.host.sleep(BigInt(Math.round(Math.min(js.engine.qjs_get_float64(value!), sleepMsMax) * nsPerMs)));
    return js.engine.qjs_get_undefined();
  }

  #rejection(promise: Value, reason: Value, isHandled: boolean): void {
    const { engine } = this.#js;
    const identity = engine.qjs_get_value_ptr(promise);
    const known = this.#rejected.get(identity);
    if (known !== undefined) engine.qjs_free_value(known);
    this.#rejected.delete(identity);
    if (isHandled) engine.qjs_free_value(reason);
    else this.#rejected.set(identity, reason);
    engine.qjs_free_value(promise);
  }

  /** The engine seeds `Math.random` from the clock while it opens; there the clock tells the run's seed. */
  #giveSeed(at: number): number {
    const { seed } = this.job.world;
    const low63Bits = (1n << 63n) - 1n;
    const value = new DataView(seed.buffer, seed.byteOffset).getBigUint64(0, true) & low63Bits;
    const place = this.#js.bytes(at, 8);
    new DataView(place.buffer, place.byteOffset, 8).setBigUint64(0, value, true);
    return 0;
  }
}
