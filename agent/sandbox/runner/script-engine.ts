import { readFileSync } from "node:fs";
import { loadMetered, type MeteredModule } from "@/lib/sandbox/wasm/compile-module";

/** The script engine of this process, which the agent metered, compiled when it is first asked for. */
export function scriptEngine(path: string): () => MeteredModule {
  let engine: MeteredModule | undefined;
  return () => (engine ??= loadMetered(new Uint8Array(readFileSync(path))));
}
