import { ByteReader } from "./byte-reader";
import { valueTypes } from "./instructions";
import { moduleLimits } from "./module-limits";
import { notWasm, unsupported } from "./refuse";

export type FunctionType = { params: Uint8Array; results: Uint8Array };

export type Import = { module: string; name: string; type: FunctionType };

export type Export = { name: string; kind: "function" | "table" | "memory" | "global"; index: number };

export type Limits = { min: number; max: number | null };

export type Table = { elementType: number; limits: Limits };

export type Span = { from: number; to: number };

/** A module's structure: everything but the meaning of its code and data. */
export type ModuleShape = {
  bytes: Uint8Array;
  types: FunctionType[];
  imports: Import[];
  /** The type index of every function, imported ones first. */
  functions: number[];
  tables: Table[];
  memory: Limits | null;
  globalCount: number;
  exports: Export[];
  /** The function that runs at instantiation, if there is one. */
  start: number | null;
  /** One body per function that is not imported. */
  bodies: Span[];
  /** The contents of sections that are passed on as they are, by section id. */
  contents: ReadonlyMap<number, Span>;
};

export const sectionId = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

/** The order in which sections stand in a module. */
export const sectionOrder = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11] as const;

const exportKinds = ["function", "table", "memory", "global"] as const;

/**
 * Reads the structure of a WebAssembly 2.0 module. Throws WORKLOAD_NOT_WASM for bytes that are no
 * module and WORKLOAD_UNSUPPORTED for one that needs threads, several memories, imported state, or
 * is larger than `moduleLimits`. It runs nothing, allocates in proportion to the input, and does not
 * look inside function bodies: `rewriteModule` does.
 */
export function readModule(bytes: Uint8Array): ModuleShape {
  const contents = readSections(bytes);
  const shape: ModuleShape = {
    bytes,
    types: [],
    imports: [],
    functions: [],
    tables: [],
    memory: null,
    globalCount: 0,
    exports: [],
    start: null,
    bodies: [],
    contents,
  };
  for (const id of sectionOrder) {
    const span = contents.get(id);
    if (!span) continue;
    const reader = new ByteReader(bytes, span.from, span.to);
    sectionReaders[id]?.(reader, shape);
    const readWhole = sectionReaders[id] !== undefined && id !== sectionId.global && id < sectionId.element;
    if (readWhole && !reader.done) notWasm(`section ${id} has bytes behind its end`);
  }
  if (shape.functions.length - shape.imports.length !== shape.bodies.length) {
    notWasm(`${shape.functions.length - shape.imports.length} functions but ${shape.bodies.length} bodies`);
  }
  return shape;
}

function readSections(bytes: Uint8Array): Map<number, Span> {
  const magic = [0x00, 0x61, 0x73, 0x6d];
  if (bytes.length < 8 || magic.some((byte, i) => bytes[i] !== byte))
    notWasm("it does not begin with \\0asm");
  const version = bytes[4]! | (bytes[5]! << 8) | (bytes[6]! << 16) | (bytes[7]! << 24);
  if (version === 0x1000d) unsupported("it is a component; a core module is needed");
  if (version !== 1) notWasm(`its version is ${version >>> 0}, not 1`);
  const spans = new Map<number, Span>();
  const reader = new ByteReader(bytes, 8);
  let place = -1;
  while (!reader.done) {
    const id = reader.u8();
    const { at: from, end: to } = reader.section(reader.u32());
    if (id === sectionId.custom) continue;
    const nextPlace = (sectionOrder as readonly number[]).indexOf(id);
    if (nextPlace < 0) unsupported(id === 13 ? "it throws exceptions" : `section ${id} is unknown`);
    if (nextPlace <= place) notWasm(`section ${id} stands twice or out of order`);
    place = nextPlace;
    spans.set(id, { from, to });
  }
  return spans;
}

type SectionReader = (reader: ByteReader, shape: ModuleShape) => void;

const sectionReaders: Partial<Record<number, SectionReader>> = {
  [sectionId.type]: (reader, shape) => {
    each(reader, "types", moduleLimits.types, () => {
      if (reader.u8() !== 0x60) unsupported("it uses garbage-collected types");
      shape.types.push({ params: readValueTypes(reader), results: readValueTypes(reader) });
    });
  },
  [sectionId.import]: (reader, shape) => {
    each(reader, "imports", moduleLimits.functions, () => {
      const [module, name] = [reader.name(), reader.name()];
      if (reader.u8() !== 0) unsupported(`it imports ${module}.${name}, which is no function`);
      const type = reader.u32();
      shape.imports.push({ module, name, type: typeAt(shape, type) });
      shape.functions.push(type);
    });
  },
  [sectionId.function]: (reader, shape) => {
    each(reader, "functions", moduleLimits.functions, () => {
      const type = reader.u32();
      typeAt(shape, type);
      shape.functions.push(type);
    });
  },
  [sectionId.table]: (reader, shape) => {
    each(reader, "tables", moduleLimits.tables, () => {
      const elementType = reader.u8();
      if (elementType !== 0x70 && elementType !== 0x6f) unsupported("it uses typed tables");
      const limits = readLimits(reader, "table");
      if (limits.min > moduleLimits.tableEntries) unsupported(`a table of ${limits.min} entries`);
      shape.tables.push({ elementType, limits });
    });
  },
  [sectionId.memory]: (reader, shape) => {
    each(reader, "memories", 1, () => {
      shape.memory = readLimits(reader, "memory");
    });
  },
  [sectionId.global]: (reader, shape) => {
    shape.globalCount = count(reader, "globals", moduleLimits.globals);
  },
  [sectionId.export]: (reader, shape) => {
    each(reader, "exports", moduleLimits.exports, () => {
      const name = reader.name();
      const kind = exportKinds[reader.u8()] ?? unsupported(`it exports ${name} of an unknown kind`);
      shape.exports.push({ name, kind, index: reader.u32() });
    });
  },
  [sectionId.start]: (reader, shape) => {
    shape.start = reader.u32();
  },
  [sectionId.element]: (reader) => void count(reader, "element segments", moduleLimits.elementSegments),
  [sectionId.code]: (reader, shape) => {
    each(reader, "functions", moduleLimits.functions, () => {
      const { at: from, end: to } = reader.section(reader.u32());
      if (to - from > moduleLimits.functionBytes) unsupported(`a function of ${to - from} bytes`);
      shape.bodies.push({ from, to });
    });
  },
  [sectionId.data]: (reader) => void count(reader, "data segments", moduleLimits.dataSegments),
};

function each(reader: ByteReader, what: string, most: number, read: () => void): void {
  for (let left = count(reader, what, most); left > 0; left--) read();
}

function count(reader: ByteReader, what: string, most: number): number {
  const n = reader.u32();
  if (n > most) unsupported(`${n} ${what}, and ${most} is the most`);
  return n;
}

function readValueTypes(reader: ByteReader): Uint8Array {
  const types = reader.take(count(reader, "values in one type", moduleLimits.valuesPerType));
  const unknown = types.find((type) => !valueTypes.has(type));
  if (unknown !== undefined) unsupported(`the value type 0x${unknown.toString(16)}`);
  return types;
}

function readLimits(reader: ByteReader, what: string): Limits {
  const flags = reader.u8();
  if (flags > 1) unsupported(`a ${what} that is shared or 64-bit`);
  const min = reader.u32();
  const max = flags === 1 ? reader.u32() : null;
  if (max !== null && max < min) notWasm(`a ${what} that is at least ${min} and at most ${max}`);
  return { min, max };
}

function typeAt(shape: ModuleShape, index: number): FunctionType {
  return shape.types[index] ?? notWasm(`type ${index} does not exist`);
}
