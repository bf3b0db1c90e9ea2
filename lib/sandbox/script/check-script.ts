import { MarketError } from "@/lib/errors";
import { commandStackWords, runMetered } from "@/lib/sandbox/run-metered";
import type { RunEnd } from "@/lib/sandbox/outcome";
import type { MeteredModule } from "@/lib/sandbox/wasm/compile-module";
import { engineImports } from "./engine-imports";
import { evalFlags, EngineOutOfMemory, EngineThrew, QuickJs, type Value } from "./quickjs";
import { jsStackBytes, scriptName, scriptStackWords } from "./script-version";

/** Whether the source is a module, with `import` or `export`, or a script. Both may `await` at the top. */
export type ScriptForm = "script" | "module";

/**
 * Lets the engine parse a script without running it: the engine that will run it, so what passes here
 * does not fail there. For a device, which gives it as much time and depth as a run.
 *
 * Throws SCRIPT_SYNTAX with message, line and column, both counted from 1, or WORKLOAD_UNSUPPORTED.
 */
export function checkScript(engine: MeteredModule, source: Uint8Array): ScriptForm {
  const found = parse(engine, source, deviceEffort);
  if ("form" in found) return found.form;
  throw "fault" in found
    ? found.fault
    : refusal(`the script is too large or too deep to be parsed (${found.gaveUp})`);
}

/**
 * The same for a gateway, which has little time for it and a small stack. Null when the script is right
 * or when it takes more effort to tell: the device looks again before anything is billed.
 *
 * Safe wherever WebAssembly is. The engine is ours, sees nothing but the source and runs none of it, and
 * its memory and instructions are limited, to about a tenth of a second.
 */
export function findSyntaxError(engine: MeteredModule, source: Uint8Array): MarketError | null {
  const found = parse(engine, source, gatewayEffort);
  return "fault" in found && !found.ranDeep ? found.fault : null;
}

type Effort = { fuel: bigint; stackWords: bigint; stackBytes: number };
const deviceEffort: Effort = { fuel: 8_000_000_000n, stackWords: scriptStackWords, stackBytes: jsStackBytes };
const gatewayEffort: Effort = { fuel: 500_000_000n, stackWords: commandStackWords, stackBytes: 96 << 10 };

type Found = { form: ScriptForm } | Fault | { gaveUp: RunEnd };
/** `ranDeep` when the parser's stack was at its end, which says nothing about the script. */
type Fault = { fault: MarketError; ranDeep: boolean };

function parse(engine: MeteredModule, source: Uint8Array, { fuel, stackWords, stackBytes }: Effort): Found {
  if (!isText(source)) return { fault: syntaxError("it is no UTF-8 text", 1, 1), ranDeep: false };
  let found: Found | undefined;
  const { end } = runMetered({
    compiled: engine,
    world: { ...emptyWorld, limits: { ...emptyWorld.limits, fuel } },
    sink: () => {},
    stackWords,
    imports: () => engineImports,
    drive: ({ exports }) => {
      const js = new QuickJs(exports);
      js.open(stackBytes);
      found = formOf(js, source);
      return 0;
    },
  });
  return end === "exit" ? found! : { gaveUp: end };
}

/** A script first, because scripts may be careless; a module if only a module can be meant. */
function formOf(js: QuickJs, source: Uint8Array): { form: ScriptForm } | Fault {
  const asScript = faultOf(js, source, evalFlags.async);
  if (!asScript) return { form: "script" };
  const asModule = faultOf(js, source, evalFlags.module);
  if (!asModule) return { form: "module" };
  return isFurther(asModule.fault, asScript.fault) ? asModule : asScript;
}

function faultOf(js: QuickJs, source: Uint8Array, flags: number): Fault | null {
  try {
    js.compile(source, scriptName, flags);
    return null;
  } catch (error) {
    if (error instanceof EngineThrew) return describe(js, error.value);
    if (error instanceof EngineOutOfMemory)
      return { fault: refusal("the script is too large to be parsed"), ranDeep: true };
    throw error;
  }
}

function describe(js: QuickJs, error: Value): Fault {
  const read = (name: string) => {
    const value = js.property(error, name);
    const text = js.textOf(value);
    js.engine.qjs_free_value(value);
    return text;
  };
  const [name, message, stack] = [read("name"), read("message"), read("stack")];
  js.engine.qjs_free_value(error);
  // The engine looks for imported modules while it compiles.
  const isImport = message.startsWith("could not load module");
  if (isImport)
    return { fault: refusal(`${message}; a script is one file and imports nothing`), ranDeep: false };
  const ranDeep = /stack/i.test(message);
  if (name !== "SyntaxError" || ranDeep)
    return { fault: refusal(`it cannot be compiled: ${message}`), ranDeep: true };
  const place = /:(\d+):(\d+)\)?\s*$/m.exec(stack);
  return { fault: syntaxError(message, Number(place?.[1] ?? 1), Number(place?.[2] ?? 1)), ranDeep };
}

/** Whether the parser came further before it found the first fault; a fault that is not of syntax comes last. */
function isFurther(a: MarketError, b: MarketError): boolean {
  const [line, column] = [Number(a.facts.line ?? Infinity), Number(a.facts.column)];
  return line > Number(b.facts.line) || (line === b.facts.line && column > Number(b.facts.column));
}

const syntaxError = (detail: string, line: number, column: number) =>
  new MarketError("SCRIPT_SYNTAX", { detail: detail.slice(0, 300), line, column });

const refusal = (detail: string) => new MarketError("WORKLOAD_UNSUPPORTED", { detail: detail.slice(0, 300) });

const emptyWorld = {
  args: [],
  env: {},
  input: new Uint8Array(),
  files: [],
  seed: new Uint8Array(32),
  startsAtMs: 0,
  limits: { memoryMib: 256, outputBytes: 0, diskMib: 0, fileCount: 0, openFiles: 4, hostCalls: 10_000 },
};

function isText(source: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(source);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
