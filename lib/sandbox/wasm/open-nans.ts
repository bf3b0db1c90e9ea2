import { ByteReader } from "./byte-reader";
import { FunctionWalker, type Frame, type ModuleContext } from "./function-walker";
import { nanShape, op, plainInstructions, valueType } from "./instructions";
import type { FunctionType } from "./read-module";

/** Where a NaN must be made canonical: the byte behind an instruction, and the shape of what it leaves. */
export type OpenNans = ReadonlyMap<number, number>;

/**
 * Finds the results that may be a NaN whose bits something could look into. By the standard, arithmetic
 * may return any NaN, and machines differ: x86 sets the sign where ARM does not. Most results only feed
 * more arithmetic, comparisons, or locals that do, and there the bits of a NaN make no difference.
 * Whatever is stored, passed, returned, joined at a block's end or taken by any other instruction
 * counts as looked into.
 *
 * Where a looked-into local only ever holds results of arithmetic, its reads are mended and not its
 * writes, because a loop writes its sum often and reads it once.
 */
export function findOpenNans(source: ByteReader, type: FunctionType, context: ModuleContext): OpenNans {
  const { bytes, at, end } = source;
  if (!mayMakeNan(bytes, at, end)) return new Map();
  return new NanSearch(new FunctionWalker(new ByteReader(bytes, at, end), type, context)).run();
}

/** A quick look for a byte that could be a float instruction: most functions of most programs have none. */
function mayMakeNan(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    if (byte === op.prefixSimd || plainInstructions.makesNan[byte] !== nanShape.none) return true;
  }
  return false;
}

/** A float on the operand stack: a result of arithmetic, a read of a local, or a constant number. */
type Value = {
  /** The byte behind the instruction that left it. */
  at: number;
  kind: "result" | "read" | "number";
  /** Of a result: which NaN it may be. */
  shape: number;
  /** Of a read: which local. */
  local: number;
  /** How it is used: bits by the shape that the use hides; bit 0 for a use that looks. */
  uses: number;
  /** The locals that it is written to. */
  writtenTo: number[];
};

const looking = 1;
const hiding = (shape: number) => 1 << shape;
/** Whether any of the uses could see the bits of a NaN of this shape. */
const seen = (uses: number, shape: number) => (uses & ~hiding(shape)) !== 0;

type Local = {
  /** How its reads are used. */
  uses: number;
  /** The one shape of arithmetic that is written to it; none yet; or mixed with something else. */
  holds: number;
};

const mixed = -1;

class NanSearch {
  readonly #operands: (Value | null)[] = [];
  readonly #values: Value[] = [];
  readonly #locals: Local[];

  constructor(readonly walker: FunctionWalker) {
    const params = walker.type.params.length;
    this.#locals = Array.from(walker.localTypes, (_, i) => ({
      uses: 0,
      holds: i < params ? mixed : nanShape.none,
    }));
  }

  run(): OpenNans {
    const { walker } = this;
    for (;;) {
      const frame = walker.frames.at(-1);
      if (!walker.next()) return this.#settle();
      if (isControl[walker.opcode]) this.#control(frame!);
      else this.#plain();
    }
  }

  #plain(): void {
    const { walker } = this;
    const left = walker.height - walker.pushes;
    if (walker.opcode === op.localSet || walker.opcode === op.localTee)
      this.#write(this.#operands.at(-1) ?? null);
    else this.#use(left, useOf(walker));
    this.#resize(left);
    if (walker.pushes === 1) this.#operands.push(this.#result());
    this.#resize(walker.height);
  }

  #write(value: Value | null): void {
    const local = this.#locals[this.walker.index]!;
    value?.writtenTo.push(this.walker.index);
    if (value?.kind === "number") return;
    const shape = value?.kind === "result" ? value.shape : mixed;
    local.holds = local.holds === nanShape.none || local.holds === shape ? shape : mixed;
  }

  #result(): Value | null {
    const { walker } = this;
    const { opcode, index } = walker;
    const shape = walker.instructions.makesNan[walker.code]!;
    if (shape !== nanShape.none) return this.#value({ kind: "result", shape });
    if (opcode === op.localGet || opcode === op.localTee) {
      return isFloat(walker.localTypes[index]!) ? this.#value({ kind: "read", local: index }) : null;
    }
    return isNumber(walker) ? this.#value({ kind: "number" }) : null;
  }

  #value(facts: Pick<Value, "kind"> & Partial<Value>): Value {
    const value = { at: this.walker.to, shape: nanShape.none, local: -1, uses: 0, writtenTo: [], ...facts };
    this.#values.push(value);
    return value;
  }

  /** Blocks and branches: what they carry on meets other values where it arrives, so it counts as looked into. */
  #control(frame: Frame): void {
    const { walker } = this;
    if (walker.opcode === op.brIf) {
      this.#resize(walker.height);
      return this.#use(walker.height - walker.branchArity, looking);
    }
    const opens = walker.opcode === op.block || walker.opcode === op.loop || walker.opcode === op.if;
    const from = opens ? walker.innermost.base : frame.base;
    this.#use(from, looking);
    this.#resize(from);
    this.#resize(walker.height);
  }

  #use(from: number, use: number): void {
    for (let i = Math.max(from, 0); i < this.#operands.length; i++) {
      const value = this.#operands[i];
      if (value) value.uses |= use;
    }
  }

  #resize(height: number): void {
    while (this.#operands.length > height) this.#operands.pop();
    while (this.#operands.length < height) this.#operands.push(null);
  }

  // ------------------------------------------------------------------------------------ deciding

  #settle(): OpenNans {
    this.#spreadUses();
    const open = new Map<number, number>();
    for (const value of this.#values) {
      const shape = this.#openShape(value);
      if (shape !== nanShape.none) open.set(value.at, shape);
    }
    return open;
  }

  /** A value that is written to a local is used as the local is. Copies chain, so until nothing changes. */
  #spreadUses(): void {
    const copies = this.#values.filter((value) => value.kind === "read");
    for (let changed = true; changed;) {
      changed = false;
      for (const { local: index, uses, writtenTo } of copies) {
        const local = this.#locals[index]!;
        const all = writtenTo.reduce((sum, target) => sum | this.#locals[target]!.uses, local.uses | uses);
        changed ||= all !== local.uses;
        local.uses = all;
      }
    }
  }

  #openShape({ kind, shape, local, uses, writtenTo }: Value): number {
    if (kind === "number") return nanShape.none;
    const writtenInto = writtenTo.map((target) => this.#locals[target]!);
    if (kind === "result") {
      const open =
        seen(uses, shape) || writtenInto.some((target) => target.holds === mixed && seen(target.uses, shape));
      return open ? shape : nanShape.none;
    }
    const { holds } = this.#locals[local]!;
    if (holds === mixed || holds === nanShape.none) return nanShape.none;
    const open = seen(uses, holds) || writtenInto.some((target) => seen(target.uses, holds));
    return open ? holds : nanShape.none;
  }
}

const isControl = (() => {
  const flags = Array.from({ length: 256 }, () => false);
  const control = [
    op.unreachable,
    op.block,
    op.loop,
    op.if,
    op.else,
    op.end,
    op.br,
    op.brIf,
    op.brTable,
    op.return,
  ];
  for (const opcode of control) flags[opcode] = true;
  return flags;
})();

function useOf({ opcode, code, instructions }: FunctionWalker): number {
  if (opcode === op.drop) return 0;
  const shape = instructions.hidesNan[code]!;
  return shape === nanShape.none ? looking : hiding(shape);
}

const isFloat = (type: number) => type === valueType.f32 || type === valueType.f64 || type === valueType.v128;

/** Whether the instruction leaves a constant that is no NaN. */
function isNumber({ opcode, to, source }: FunctionWalker): boolean {
  const [high, low] = [source.bytes[to - 1]!, source.bytes[to - 2]!];
  if (opcode === op.f32Const) return (high & 0x7f) !== 0x7f || (low & 0x80) === 0;
  return opcode === op.f64Const && ((high & 0x7f) !== 0x7f || (low & 0xf0) !== 0xf0);
}
