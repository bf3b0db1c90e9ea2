import { ByteWriter } from "@/lib/sandbox/wasm/byte-writer";
import { wasiModule, wasiSignatures, type WasiName } from "@/lib/sandbox/wasi/signatures";
import { instructionTable, type Immediate } from "./instruction-table";

/** A function in the linear text form of WebAssembly: `local.get 0 i32.const 1 i32.add`. */
export type FunctionText = {
  params?: string;
  results?: string;
  locals?: string;
  code: string;
  /** The name that it is exported by; its own name when left out, none when null. */
  export?: string | null;
};

export type ModuleText = {
  /** WASI functions by name, or others as `module.name` with their shape. */
  imports?: readonly WasiName[] | Readonly<Record<string, string>>;
  /** Pages at the start and at the most. */
  memory?: readonly [min: number, max?: number];
  /** Entries, and the functions that stand in them from 0 on. */
  table?: { min: number; max?: number; functions?: readonly string[] };
  /** Mutable, by their type letter and first value. */
  globals?: readonly (readonly [type: string, value: number])[];
  start?: string;
  /** Text or bytes by their place in memory. */
  data?: Readonly<Record<number, string | Uint8Array>>;
  functions: Readonly<Record<string, FunctionText>>;
};

/** Builds a module for a test. Trusts its input: what does not fit makes an invalid module. */
export function assemble(text: ModuleText): Uint8Array {
  return new Assembler(text).write();
}

/** The usual shape of a command that needs memory and some WASI calls. */
export function command(code: string, more: Partial<ModuleText> & { locals?: string } = {}): Uint8Array {
  const { locals = "", ...rest } = more;
  return assemble({
    memory: [1],
    imports: ["fd_write", "proc_exit"],
    ...rest,
    functions: { _start: { locals, code }, ...rest.functions },
  });
}

const letters: Record<string, number> = { i: 0x7f, I: 0x7e, f: 0x7d, F: 0x7c, v: 0x7b, r: 0x70, x: 0x6f };
const byName = new Map(instructionTable.map((instruction) => [instruction.name, instruction]));

/** Instructions whose types depend on what surrounds them, and what follows each. */
const others: Record<string, readonly [code: number, ...follows: string[]]> = {
  unreachable: [0x00],
  nop: [0x01],
  block: [0x02, "type"],
  loop: [0x03, "type"],
  if: [0x04, "type"],
  else: [0x05],
  end: [0x0b],
  br: [0x0c, "index"],
  br_if: [0x0d, "index"],
  br_table: [0x0e, "targets"],
  return: [0x0f],
  call: [0x10, "function"],
  call_indirect: [0x11, "signature", "index"],
  drop: [0x1a],
  select: [0x1b],
  "local.get": [0x20, "index"],
  "local.set": [0x21, "index"],
  "local.tee": [0x22, "index"],
  "global.get": [0x23, "index"],
  "global.set": [0x24, "index"],
  "table.get": [0x25, "index"],
  "table.set": [0x26, "index"],
  "ref.null": [0xd0, "reference"],
  "ref.is_null": [0xd1],
  "ref.func": [0xd2, "function"],
};

class Assembler {
  readonly #types: string[] = [];
  readonly #functionNames: string[];
  readonly #imports: [module: string, name: string, shape: string][];

  constructor(readonly text: ModuleText) {
    this.#imports = importsOf(text.imports ?? []);
    const imported = this.#imports.map(([module, name]) =>
      module === wasiModule ? name : `${module}.${name}`,
    );
    this.#functionNames = [...imported, ...Object.keys(text.functions)];
  }

  write(): Uint8Array {
    const { text } = this;
    const functions = Object.entries(text.functions);
    const codes = functions.map(([, { locals = "", code }]) => this.#body(locals, code));
    const shapes = functions.map(([, { params = "", results = "" }]) => this.#type(`${params}:${results}`));
    const out = new ByteWriter().u8(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    const section = (id: number, items: readonly ((to: ByteWriter) => void)[]) => {
      if (items.length === 0) return;
      const content = new ByteWriter().u32(items.length);
      for (const item of items) item(content);
      out.u8(id).u32(content.at).copy(content.view());
    };
    const imports = this.#imports.map(([module, name, shape]) => {
      const type = this.#type(shape);
      return (to: ByteWriter) => void to.name(module).name(name).u8(0).u32(type);
    });
    section(
      1,
      this.#types.map((shape) => (to) => writeType(to, shape)),
    );
    section(2, imports);
    section(
      3,
      shapes.map((type) => (to) => void to.u32(type)),
    );
    const { table, memory } = text;
    section(4, table ? [(to) => writeLimits(to.u8(0x70), table.min, table.max)] : []);
    section(5, memory ? [(to) => writeLimits(to, ...memory)] : []);
    section(
      6,
      (text.globals ?? []).map((global) => (to) => writeGlobal(to, global)),
    );
    section(7, this.#exports());
    if (text.start) out.u8(8, 1, this.#functionNames.indexOf(text.start));
    section(9, table?.functions ? [(to) => this.#elements(to, table.functions!)] : []);
    section(
      10,
      codes.map((code) => (to) => void to.u32(code.length).copy(code)),
    );
    section(
      11,
      Object.entries(text.data ?? {}).map(
        ([at, bytes]) =>
          (to) =>
            writeData(to, Number(at), bytes),
      ),
    );
    return out.view().slice();
  }

  #type(shape: string): number {
    const known = this.#types.indexOf(shape);
    return known >= 0 ? known : this.#types.push(shape) - 1;
  }

  #exports(): ((to: ByteWriter) => void)[] {
    const { functions, memory, table } = this.text;
    const named = Object.entries(functions).filter(([, text]) => text.export !== null);
    return [
      ...named.map(([name, text]) => (to: ByteWriter) => {
        to.name(text.export ?? name)
          .u8(0)
          .u32(this.#functionNames.indexOf(name));
      }),
      ...(memory ? [(to: ByteWriter) => void to.name("memory").u8(2, 0)] : []),
      ...(table ? [(to: ByteWriter) => void to.name("table").u8(1, 0)] : []),
    ];
  }

  #elements(to: ByteWriter, names: readonly string[]): void {
    to.u8(0, 0x41, 0, 0x0b).u32(names.length);
    for (const name of names) to.u32(this.#functionNames.indexOf(name));
  }

  #body(locals: string, code: string): Uint8Array {
    const out = new ByteWriter().u32(locals.length);
    for (const letter of locals) out.u8(1, letters[letter]!);
    const words = new Words(code);
    while (!words.done) this.#instruction(out, words);
    return out.u8(0x0b).view().slice();
  }

  #instruction(out: ByteWriter, words: Words): void {
    const name = words.next();
    const [code, ...follows] = others[name] ?? [];
    if (code !== undefined) {
      out.u8(code);
      for (const what of follows) this.#follow(out, what, words);
      return;
    }
    const known = byName.get(name);
    if (!known) throw new Error(`There is no instruction "${name}".`);
    if (known.prefix) out.u8(known.prefix).u32(known.code);
    else out.u8(known.code);
    for (const immediate of known.immediates) writeImmediate(out, immediate, words, name);
  }

  #follow(out: ByteWriter, what: string, words: Words): void {
    if (what === "type") {
      // `block i` leaves an i32, `block i:iI` takes one and leaves two, `block` alone neither.
      const shape = /^[iIfFvrx]*(:[iIfFvrx]*)?$/.test(words.peek()) ? words.next() : "";
      if (shape.includes(":")) out.s64(this.#type(shape));
      else out.u8(shape === "" ? 0x40 : letters[shape]!);
    } else if (what === "targets") {
      const targets = words.next().split(",").map(Number);
      out.u32(targets.length - 1);
      for (const target of targets) out.u32(target);
    } else if (what === "function") out.u32(this.#functionNames.indexOf(words.next()));
    else if (what === "signature") out.u32(this.#type(words.next()));
    else if (what === "reference") out.u8(letters[words.next()]!);
    else out.u32(Number(words.next()));
  }
}

function importsOf(imports: NonNullable<ModuleText["imports"]>): [string, string, string][] {
  if (Array.isArray(imports)) {
    return (imports as WasiName[]).map((name) => [
      wasiModule,
      name,
      `${wasiSignatures[name]}:${name === "proc_exit" ? "" : "i"}`,
    ]);
  }
  return Object.entries(imports as Record<string, string>).map(([path, shape]) => {
    const [module, name] = path.split(".") as [string, string];
    return [module, name, shape];
  });
}

function writeType(to: ByteWriter, shape: string): void {
  to.u8(0x60);
  for (const types of shape.split(":"))
    to.u32(types.length).u8(...Array.from(types, (letter) => letters[letter]!));
}

function writeLimits(to: ByteWriter, min: number, max?: number): void {
  to.u8(max === undefined ? 0 : 1).u32(min);
  if (max !== undefined) to.u32(max);
}

function writeGlobal(to: ByteWriter, [type, value]: readonly [string, number]): void {
  const mutable = 1;
  to.u8(letters[type]!, mutable);
  const names: Record<string, string> = { i: "i32.const", I: "i64.const", f: "f32.const", F: "f64.const" };
  const { code, immediates } = byName.get(names[type]!)!;
  to.u8(code);
  writeImmediate(to, immediates[0]!, new Words(String(value)), "");
  to.u8(0x0b);
}

function writeData(to: ByteWriter, at: number, data: string | Uint8Array): void {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  to.u8(0, 0x41).s64(at).u8(0x0b).u32(bytes.length).copy(bytes);
}

function writeImmediate(out: ByteWriter, immediate: Immediate, words: Words, name: string): void {
  switch (immediate) {
    case "zero":
      return void out.u8(0);
    case "memory":
      // The offset may be left out; the alignment is always the smallest.
      return void out.u8(0).u32(/^\d+$/.test(words.peek()) ? Number(words.next()) : 0);
    case "index":
      return void out.u32(Number(words.next()));
    case "lane":
      return void out.u8(Number(words.next()));
    case "i32":
      return void out.s64(Number(words.next()) | 0);
    case "i64":
      return void out.s64(BigInt.asIntN(64, BigInt(words.next())));
    case "f32":
      return void out.copy(new Uint8Array(new Float32Array([Number(words.next())]).buffer));
    case "f64":
      return void out.copy(new Uint8Array(new Float64Array([Number(words.next())]).buffer));
    case "v128":
    case "lanes": {
      const bytes = words.next().split(",").map(Number);
      if (bytes.length !== 16) throw new Error(`${name} takes 16 bytes, and ${bytes.length} are given.`);
      return void out.u8(...bytes);
    }
  }
}

/** The words of a function's text, one after the other. */
class Words {
  readonly #words: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#words = text.split(/\s+/).filter(Boolean);
  }

  get done(): boolean {
    return this.#at >= this.#words.length;
  }

  peek(): string {
    return this.#words[this.#at] ?? "";
  }

  next(): string {
    if (this.done) throw new Error("The text ends in the middle of an instruction.");
    return this.#words[this.#at++]!;
  }
}
