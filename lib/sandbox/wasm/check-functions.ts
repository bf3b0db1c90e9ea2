import { ByteReader } from "./byte-reader";
import { FunctionWalker } from "./function-walker";
import type { ModuleShape } from "./read-module";

/**
 * Walks over every function of a module and throws for what no device runs: WORKLOAD_NOT_WASM or
 * WORKLOAD_UNSUPPORTED. Yields after each function, so that a gateway can answer others in between:
 * the largest function takes some 40 ms, a whole module some 40 ms for each mebibyte. Runs nothing and
 * needs no engine; what only the engine's type checker finds, the device finds before anything is billed.
 */
export function* checkFunctions(shape: ModuleShape): Generator<void> {
  for (const [i, { from, to }] of shape.bodies.entries()) {
    const type = shape.types[shape.functions[shape.imports.length + i]!]!;
    const walker = new FunctionWalker(new ByteReader(shape.bytes, from, to), type, shape);
    while (walker.next());
    yield;
  }
}
