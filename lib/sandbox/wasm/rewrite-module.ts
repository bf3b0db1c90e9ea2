import { ByteReader } from "./byte-reader";
import { ByteWriter } from "./byte-writer";
import { op, valueType } from "./instructions";
import { moduleLimits } from "./module-limits";
import { sectionId, sectionOrder, type Limits, type ModuleShape } from "./read-module";
import { notWasm, unsupported } from "./refuse";
import { fuelGlobal, pagesGlobal, rewriteFunction, stackGlobal } from "./rewrite-function";

/** Raised with every change that could make a module behave or pay otherwise. Part of the result. */
export const rewriterVersion = 1;

/** What the rewritten module exports for the host. No module may export names that begin so. */
export const meterExports = {
  fuel: "ambit:fuel",
  stack: "ambit:stack",
  pages: "ambit:pages",
  start: "ambit:start",
} as const;

/** The most that 32-bit addresses reach. */
const memoryPagesMax = 65_536;

/**
 * Rewrites a module so that it pays fuel for what it runs, keeps to its stack and memory, gives the
 * same NaN on every machine, and does nothing at instantiation. Custom sections (names, debug) go.
 *
 * The result exports its meters as mutable globals, and its start function as a function to call when
 * they are set: fuel, stack in words of eight bytes, and the pages that memory may grow to, which begins
 * as what the module itself declares. The limits of a run are not in it, so one result serves all runs. It is valid if and only if the original is: let the engine validate both before it
 * runs. Throws WORKLOAD_NOT_WASM or WORKLOAD_UNSUPPORTED. Linear in the size of the module.
 */
export function rewriteModule(shape: ModuleShape): Uint8Array {
  return new ModuleRewriter(shape).write();
}

class ModuleRewriter {
  /** Block types for functions with several results, added behind the module's own types. */
  readonly #addedTypes = new Map<string, { index: number; results: Uint8Array }>();

  constructor(readonly shape: ModuleShape) {}

  write(): Uint8Array {
    const { shape } = this;
    const code = this.#code();
    const out = new ByteWriter(shape.bytes.length * 2 + 1024);
    out.copy(shape.bytes, 0, 8);
    for (const id of sectionOrder) {
      const content = id === sectionId.code ? code : this.#section(id);
      if (content) out.u8(id).u32(content.length).copy(content);
    }
    return out.view().slice();
  }

  #section(id: number): Uint8Array | null {
    const { bytes, contents } = this.shape;
    const rewritten = this.#rewriters[id];
    if (rewritten) return rewritten();
    const span = contents.get(id);
    return span ? bytes.subarray(span.from, span.to) : null;
  }

  readonly #rewriters: Partial<Record<number, () => Uint8Array | null>> = {
    [sectionId.type]: () => this.#types(),
    [sectionId.table]: () => this.#tables(),
    [sectionId.memory]: () => this.#memory(),
    [sectionId.global]: () => this.#globals(),
    [sectionId.export]: () => this.#exports(),
    // The start function runs when the host calls it, with fuel to pay for it.
    [sectionId.start]: () => null,
  };

  #types(): Uint8Array | null {
    const added = [...this.#addedTypes.values()];
    return this.#longer(sectionId.type, added.length, (out) => {
      for (const { results } of added) out.u8(0x60, 0).u32(results.length).copy(results);
    });
  }

  #tables(): Uint8Array | null {
    const { tables } = this.shape;
    if (tables.length === 0) return null;
    const out = new ByteWriter().u32(tables.length);
    for (const { elementType, limits } of tables) {
      writeLimits(out.u8(elementType), limits, moduleLimits.tableEntries);
    }
    return out.view();
  }

  #memory(): Uint8Array | null {
    const { memory } = this.shape;
    if (!memory) return null;
    const out = new ByteWriter().u32(1);
    writeLimits(out, memory, memoryPagesMax);
    return out.view();
  }

  #globals(): Uint8Array {
    const pages = this.shape.memory?.max ?? memoryPagesMax;
    return this.#longer(sectionId.global, 3, (out) => {
      const mutable = 1;
      for (const value of [0, 0, pages]) {
        out.u8(valueType.i64, mutable, op.i64Const).s64(value).u8(op.end);
      }
    })!;
  }

  #exports(): Uint8Array {
    const { shape } = this;
    const reserved = shape.exports.find(({ name }) => name.startsWith("ambit:"));
    if (reserved) unsupported(`it exports ${reserved.name}, a name of the meter's`);
    return this.#longer(sectionId.export, shape.start === null ? 3 : 4, (out) => {
      const [functionKind, globalKind] = [0, 3];
      out.name(meterExports.fuel).u8(globalKind).u32(fuelGlobal(shape));
      out.name(meterExports.stack).u8(globalKind).u32(stackGlobal(shape));
      out.name(meterExports.pages).u8(globalKind).u32(pagesGlobal(shape));
      if (shape.start !== null) out.name(meterExports.start).u8(functionKind).u32(shape.start);
    })!;
  }

  #code(): Uint8Array | null {
    const { shape } = this;
    if (shape.bodies.length === 0) return null;
    const out = new ByteWriter(shape.bytes.length * 2).u32(shape.bodies.length);
    const context = {
      types: shape.types,
      functions: shape.functions,
      globalCount: shape.globalCount,
      resultBlockType: (results: Uint8Array) => this.#resultBlockType(results),
    };
    shape.bodies.forEach(({ from, to }, i) => {
      const type = shape.types[shape.functions[shape.imports.length + i]!]!;
      rewriteFunction(new ByteReader(shape.bytes, from, to), type, context, out);
    });
    return out.view();
  }

  /** A vector section with `count` more items, which `write` writes. */
  #longer(id: number, count: number, write: (out: ByteWriter) => void): Uint8Array | null {
    const { bytes, contents } = this.shape;
    const span = contents.get(id);
    if (!span && count === 0) return null;
    const reader = span ? new ByteReader(bytes, span.from, span.to) : null;
    const out = new ByteWriter((span ? span.to - span.from : 0) + 64).u32((reader?.u32() ?? 0) + count);
    if (reader) out.copy(bytes, reader.at, reader.end);
    write(out);
    return out.view();
  }

  #resultBlockType(results: Uint8Array): number {
    const none = -64;
    if (results.length === 0) return none;
    if (results.length === 1) return results[0]! - 0x80;
    const key = results.join();
    const known = this.#addedTypes.get(key) ?? {
      index: this.shape.types.length + this.#addedTypes.size,
      results,
    };
    this.#addedTypes.set(key, known);
    return known.index;
  }
}

/** Writes limits with a maximum of at most `cap`. */
function writeLimits(out: ByteWriter, { min, max }: Limits, cap: number): void {
  if (min > cap) notWasm(`limits of at least ${min}`);
  const bounded = 1;
  out
    .u8(bounded)
    .u32(min)
    .u32(Math.min(max ?? cap, cap));
}
