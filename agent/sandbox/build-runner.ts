import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { bundle } from "@/agent/bundle";
import { meterEngine } from "@/lib/sandbox/script/meter-engine";

/** Puts into a folder the two files that a runner's process may read: its own code in one piece, and the script engine. */
export async function buildRunner(outDir: string): Promise<{ runner: string; engine: string }> {
  const files = { runner: join(outDir, "runner.cjs"), engine: join(outDir, "engine.wasm") };
  const quickjs = await readFile(createRequire(import.meta.url).resolve("quickjs-wasi/quickjs.wasm"));
  // Metered once for all runners, each of which would need a tenth of a second for it.
  await writeFile(files.engine, meterEngine(new Uint8Array(quickjs)));
  await writeFile(files.runner, await bundle(new URL("runner/main.ts", import.meta.url)));
  return files;
}
