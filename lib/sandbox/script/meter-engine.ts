import { loadMetered, meterLibrary, type MeteredModule } from "@/lib/sandbox/wasm/compile-module";
import { quickjsImports } from "./quickjs";

/** Makes the script engine pay for what it runs. Takes about a tenth of a second; the result can be kept. */
export function meterEngine(quickjs: Uint8Array): Uint8Array {
  return meterLibrary(quickjs, quickjsImports);
}

export function compileEngine(quickjs: Uint8Array): MeteredModule {
  return loadMetered(meterEngine(quickjs));
}
