import "server-only";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as others } from "node:timers/promises";
import type { UploadRole } from "@/lib/api/workloads";
import { sourceBytesMax } from "@/lib/sandbox/limits";
import { findSyntaxError } from "@/lib/sandbox/script/check-script";
import { compileEngine } from "@/lib/sandbox/script/meter-engine";
import { checkFunctions } from "@/lib/sandbox/wasm/check-functions";
import { checkCommand, type MeteredModule } from "@/lib/sandbox/wasm/compile-module";
import { unsupported } from "@/lib/sandbox/wasm/refuse";

/**
 * Refuses at the door what no device would run, before anything is ordered or billed. Only looks: the
 * gateway never runs a workload and never hands its bytes to a compiler.
 */
export async function checkWorkload(role: UploadRole, bytes: Uint8Array): Promise<void> {
  if (role === "wasm") await checkModule(bytes);
  if (role === "javascript") await checkJavascript(bytes);
}

async function checkJavascript(bytes: Uint8Array): Promise<void> {
  if (bytes.length > sourceBytesMax)
    unsupported(`a script of ${bytes.length} bytes, and ${sourceBytesMax} is the most`);
  const fault = findSyntaxError(await scriptEngine(), bytes);
  if (fault) throw fault;
}

async function checkModule(bytes: Uint8Array): Promise<void> {
  let sinceMs = performance.now();
  for (const _ of checkFunctions(checkCommand(bytes))) {
    if (performance.now() - sinceMs < sliceMs) continue;
    await others();
    sinceMs = performance.now();
  }
}

/** How long one upload may keep the gateway from answering others. */
const sliceMs = 10;

let engine: Promise<MeteredModule> | undefined;

/** The parser of the engine that devices run scripts in. Made when the first script comes. */
function scriptEngine(): Promise<MeteredModule> {
  const path = join(/* turbopackIgnore: true */ process.cwd(), "node_modules/quickjs-wasi/quickjs.wasm");
  engine ??= readFile(path).then((quickjs) => compileEngine(new Uint8Array(quickjs)));
  return engine;
}
