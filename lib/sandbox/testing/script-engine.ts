import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { checkScript } from "@/lib/sandbox/script/check-script";
import { compileEngine } from "@/lib/sandbox/script/meter-engine";
import { runScript } from "@/lib/sandbox/script/run-script";
import { testWorld, type TestRun, type WorldChanges } from "./run-bytes";

export const engineBytes = (): Uint8Array =>
  new Uint8Array(readFileSync(createRequire(import.meta.url).resolve("quickjs-wasi/quickjs.wasm")));

export const engine = compileEngine(engineBytes());

export const check = (source: string | Uint8Array) => checkScript(engine, bytesOf(source));

/** Checks and runs a script in this process. */
export function runText(text: string, changes: WorldChanges = {}): TestRun {
  const output = { stdout: "", stderr: "" };
  const source = bytesOf(text);
  const ended = runScript({
    engine,
    source,
    form: check(source),
    world: testWorld({ args: [], ...changes, limits: { fuel: 4_000_000_000n, ...changes.limits } }),
    sink: (stream, bytes) => {
      output[stream] += new TextDecoder().decode(bytes);
    },
  });
  return { ...ended, ...output };
}

const bytesOf = (source: string | Uint8Array) =>
  typeof source === "string" ? new TextEncoder().encode(source) : source;
