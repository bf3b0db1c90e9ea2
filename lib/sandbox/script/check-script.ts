import { MarketError } from "@/lib/errors";
import { runMetered } from "@/lib/sandbox/run-metered";
import type { MeteredModule } from "@/lib/sandbox/wasm/compile-module";
import { engineImports } from "./engine-imports";
import { evalFlags, EngineOutOfMemory, EngineThrew, QuickJs, type Value } from "./quickjs";
import { scriptName } from "./script-version";

/** Whether the source is a module, with `import` or `export`, or a script. Both may `await` at the top. */
export type ScriptForm = "script" | "module";

/** What checking may cost: a mebibyte of dense source takes a fraction of it. */
const limits = {
  fuel: 8_000_000_000n,
  memoryMib: 256,
  outputBytes: 0,
  diskMib: 0,
  fileCount: 0,
  openFiles: 4,
  hostCalls: 10_000,
};

/** Less than a run has, and within a command's budget: so every engine, in whatever process, comes as deep. */
const parserStackBytes = 96 << 10;

/**
 * Lets the engine parse a script without running it. The same engine parses it on the device, so there
 * is no script that passes here and fails there. Safe wherever WebAssembly is: the engine sees nothing
 * but the source, and its memory and instructions are limited.
 *
 * Throws SCRIPT_SYNTAX with message, line and column, both counted from 1, or WORKLOAD_UNSUPPORTED.
 */
export function checkScript(engine: MeteredModule, source: Uint8Array): ScriptForm {
  if (!isText(source)) throw syntaxError("it is no UTF-8 text", 1, 1);
  let form: ScriptForm | undefined;
  let fault: MarketError | undefined;
  const world = {
    args: [],
    env: {},
    input: new Uint8Array(),
    files: [],
    seed: new Uint8Array(32),
    startsAtMs: 0,
    limits,
  };
  const { end } = runMetered({
    compiled: engine,
    world,
    sink: () => {},
    imports: () => engineImports,
    drive: ({ exports }) => {
      const js = new QuickJs(exports);
      js.open(parserStackBytes);
      const asScript = faultOf(js, source, evalFlags.global | evalFlags.async);
      // What is wrong as a module too is told as a script's fault, unless only a module can have gone so far.
      const asModule = asScript && faultOf(js, source, evalFlags.module);
      if (!asScript || !asModule) form = asScript ? "module" : "script";
      else fault = isFurther(asModule, asScript) ? asModule : asScript;
      return 0;
    },
  });
  if (end !== "exit") throw refusal(`the script is too deep or too large to be parsed (${end})`);
  if (fault) throw fault;
  return form!;
}

function faultOf(js: QuickJs, source: Uint8Array, flags: number): MarketError | undefined {
  try {
    js.compile(source, scriptName, flags);
    return undefined;
  } catch (error) {
    if (error instanceof EngineThrew) return describe(js, error.value);
    if (error instanceof EngineOutOfMemory) return refusal("the script is too large to be parsed");
    throw error;
  }
}

function describe(js: QuickJs, error: Value): MarketError {
  const read = (name: string) => {
    const value = js.property(error, name);
    const text = js.textOf(value);
    js.engine.qjs_free_value(value);
    return text;
  };
  const [name, message, stack] = [read("name"), read("message"), read("stack")];
  js.engine.qjs_free_value(error);
  // The engine looks for imported modules while it compiles.
  if (name !== "SyntaxError") return refusal(`${message}; a script is one file and imports nothing`);
  const place = /:(\d+):(\d+)\)?\s*$/m.exec(stack);
  return syntaxError(message, Number(place?.[1] ?? 1), Number(place?.[2] ?? 1));
}

/** Whether the parser came further before it found the first fault; a fault that is not of syntax comes last. */
function isFurther(a: MarketError, b: MarketError): boolean {
  const [line, column] = [Number(a.facts.line ?? Infinity), Number(a.facts.column)];
  return line > Number(b.facts.line) || (line === b.facts.line && column > Number(b.facts.column));
}

const syntaxError = (detail: string, line: number, column: number) =>
  new MarketError("SCRIPT_SYNTAX", { detail: detail.slice(0, 300), line, column });

const refusal = (detail: string) => new MarketError("WORKLOAD_UNSUPPORTED", { detail: detail.slice(0, 300) });

function isText(source: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(source);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
