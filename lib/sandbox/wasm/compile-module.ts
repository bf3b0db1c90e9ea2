import { checkImports, type AllowedImports } from "./check-imports";
import { readModule, type ModuleShape } from "./read-module";
import { notWasm, unsupported } from "./refuse";
import { rewriteModule } from "./rewrite-module";

/** A module that pays for what it does, ready to be instantiated for any number of runs. */
export type MeteredModule = {
  module: WebAssembly.Module;
  /** What memory it begins with, in pages of 64 KiB. */
  memoryPagesMin: number;
};

/**
 * Checks, rewrites and compiles a command for WASI preview 1. Throws WORKLOAD_NOT_WASM or
 * WORKLOAD_UNSUPPORTED, the same one on every engine.
 *
 * This hands a stranger's bytes to the engine's compiler: only a process that may die does it.
 */
export function compileCommand(bytes: Uint8Array): MeteredModule {
  return loadMetered(meter(bytes, checkCommand(bytes)));
}

/** The same for a module that is driven through its exports and may import more than WASI. */
export function compileLibrary(bytes: Uint8Array, allowed: AllowedImports): MeteredModule {
  return loadMetered(meterLibrary(bytes, allowed));
}

/** The first half of it, whose result can be kept: a valid module, rewritten. */
export function meterLibrary(bytes: Uint8Array, allowed: AllowedImports): Uint8Array {
  const shape = readModule(bytes);
  checkImports(shape, allowed);
  return meter(bytes, shape);
}

/** The second half: compiles what `meterLibrary` gave. */
export function loadMetered(metered: Uint8Array): MeteredModule {
  return {
    module: new WebAssembly.Module(metered as BufferSource),
    memoryPagesMin: readModule(metered).memory?.min ?? 0,
  };
}

/** The part of `compileCommand` that needs no engine and does not look into functions: safe and quick anywhere. */
export function checkCommand(bytes: Uint8Array): ModuleShape {
  const shape = readModule(bytes);
  checkImports(shape);
  const start = shape.exports.find(({ name }) => name === "_start");
  if (!start) return unsupported("it exports no _start; build it as a command, not as a library");
  const type = start.kind === "function" && shape.types[shape.functions[start.index] ?? -1];
  if (!type || type.params.length + type.results.length > 0)
    unsupported("its _start is no function without parameters and results");
  const memory = shape.exports.find(({ name }) => name === "memory");
  if (shape.imports.length > 0 && memory?.kind !== "memory")
    unsupported("it makes system calls and does not export its memory");
  return shape;
}

function meter(bytes: Uint8Array, shape: ModuleShape): Uint8Array {
  // First the rewriter, because what it refuses would keep the engine busy. Then the engine checks the
  // original for what the rewriter counts on: types, indices, constant expressions.
  const rewritten = rewriteModule(shape);
  if (!WebAssembly.validate(bytes as BufferSource)) notWasm(whyInvalid(bytes));
  return rewritten;
}

/** The engine's own words. They differ by engine, and only people read them. */
function whyInvalid(bytes: Uint8Array): string {
  try {
    void new WebAssembly.Module(bytes as BufferSource);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError)
      return error.message.replace(/^WebAssembly\.\w+\(\): /, "");
    throw error;
  }
  return "the engine does not accept it";
}
