import type { ByteReader } from "./byte-reader";
import {
  layout,
  miscInstructions,
  op,
  plainInstructions,
  simdInstructions,
  valueType,
  type InstructionSet,
} from "./instructions";
import { moduleLimits } from "./module-limits";
import type { FunctionType } from "./read-module";
import { notWasm, unsupported } from "./refuse";

/** What a function body may refer to. */
export type ModuleContext = {
  types: readonly FunctionType[];
  /** Type index of every function, imported ones first. */
  functions: readonly number[];
  globalCount: number;
};

/** A block that is open where the walker stands. */
export type Frame = {
  opcode: number;
  /** Operands below the block. */
  base: number;
  params: number;
  results: number;
};

/**
 * Walks over a function body one instruction at a time and knows, at each, which blocks are open and
 * how many operands lie on the stack. After `next()`, the fields describe the instruction that was
 * passed and `frames` the blocks that are open behind it.
 *
 * It counts operands and does not check their types: the caller lets the engine validate the original.
 * What it refuses is what that would let through: bodies beyond `moduleLimits`, instructions whose
 * results differ by machine, and any name that the rewritten module would give another meaning.
 */
export class FunctionWalker {
  readonly frames: Frame[] = [];
  /** The groups of declared locals as they stand in the body, without their count. */
  readonly declared: { from: number; to: number; groups: number };
  /** Parameters and declared locals. */
  readonly localCount: number;
  /** The same in words of eight bytes. */
  readonly localWords: number;
  readonly localTypes: Uint8Array;

  /** The instruction's bytes: `from` included, `to` not. */
  from = 0;
  to = 0;
  /** Its first byte; behind a prefix, `code` is the number that follows. */
  opcode = 0;
  code = 0;
  /** The local, global, function or type that it names, or how many blocks it branches over at most. */
  index = 0;
  /** The table that `code` is looked up in. */
  instructions: InstructionSet = plainInstructions;
  /** Operands that it takes and leaves; what blocks and branches carry on is not counted. */
  pops = 0;
  pushes = 0;
  /** Operands that a `br_if` carries to its target. */
  branchArity = 0;

  height = 0;
  heightMax = 0;
  /** Whether the code at hand cannot be reached, so that operands may be missing. */
  dead = false;
  loops = 0;

  constructor(
    readonly source: ByteReader,
    readonly type: FunctionType,
    readonly context: ModuleContext,
  ) {
    const groups = source.u32();
    const from = source.at;
    const locals = this.#readLocals(groups);
    this.declared = { from, to: source.at, groups };
    this.localTypes = Uint8Array.from([...type.params, ...locals]);
    this.localCount = this.localTypes.length;
    this.localWords = this.localTypes.reduce((sum, local) => sum + wordsOf(local), 0);
    this.to = source.at;
    this.#open(op.block, 0, type.results.length);
  }

  /** Moves over one instruction. False behind the function's last `end`. */
  next(): boolean {
    const { source } = this;
    if (this.frames.length === 0) {
      if (!source.done) notWasm(`a function has bytes behind its end at byte ${source.at}`);
      return false;
    }
    this.from = source.at;
    this.opcode = source.u8();
    this.code = this.opcode;
    this.pops = 0;
    this.pushes = 0;
    this.instructions = plainInstructions;
    if (plainInstructions.layout[this.opcode] === layout.structured) this.#structured();
    else this.#plain();
    this.to = source.at;
    return true;
  }

  get innermost(): Frame {
    return this.frames[this.frames.length - 1]!;
  }

  #readLocals(groups: number): number[] {
    const locals: number[] = [];
    for (let left = groups; left > 0; left--) {
      const many = this.source.u32();
      const type = this.source.u8();
      if (locals.length + many > moduleLimits.localsPerFunction) {
        unsupported(`a function with more than ${moduleLimits.localsPerFunction} locals`);
      }
      for (let i = 0; i < many; i++) locals.push(type);
    }
    return locals;
  }

  #plain(): void {
    if (this.opcode === op.prefixMisc || this.opcode === op.prefixSimd) this.#prefixed();
    const { layout: form, pops, pushes } = this.instructions;
    this.#immediates(form[this.code] ?? layout.refused);
    this.#move(pops[this.code]!, pushes[this.code]!);
  }

  #prefixed(): void {
    this.code = this.source.u32();
    const isSimd = this.opcode === op.prefixSimd;
    if (isSimd && this.code > 255)
      unsupported("relaxed vector instructions, whose results differ by machine");
    this.instructions = isSimd ? simdInstructions : miscInstructions;
  }

  #immediates(form: number): void {
    const { source } = this;
    if (form === layout.none) return;
    if (form === layout.index) return this.#name(source.u32());
    if (form === layout.memory || form === layout.memoryAndLane) {
      if (source.u32() >= 64) unsupported("more than one memory");
      source.skipLeb(5);
      return source.skip(form === layout.memory ? 0 : 1);
    }
    if (form === layout.i32 || form === layout.i64) return source.skipLeb(form === layout.i32 ? 5 : 10);
    if (form === layout.twoIndices) {
      source.skipLeb(5);
      return source.skipLeb(5);
    }
    const fixed = fixedBytes[form] ?? unsupported(refusedInstruction(this.opcode, this.code));
    source.skip(fixed);
  }

  /** The meters are globals and locals of the same module: nothing of the original may name them. */
  #name(index: number): void {
    this.index = index;
    const { opcode } = this;
    const isLocal = opcode >= op.localGet && opcode <= op.localTee;
    if (isLocal && index >= this.localCount) notWasm(`local ${index} does not exist`);
    const isGlobal = opcode === op.globalGet || opcode === op.globalSet;
    if (isGlobal && index >= this.context.globalCount) notWasm(`global ${index} does not exist`);
  }

  #structured(): void {
    const { source } = this;
    switch (this.opcode) {
      case op.block:
      case op.loop:
      case op.if:
        return this.#enter();
      case op.else:
        return this.#else();
      case op.end: {
        const { base, results } = this.frames.pop()!;
        this.dead = false;
        return this.#setHeight(base + results);
      }
      case op.brIf:
        this.#move(1, 0);
        return this.#branch(source.u32());
      case op.br:
        this.#branch(source.u32());
        return this.#die();
      case op.brTable:
        this.#move(1, 0);
        this.#branch(this.#farthestTarget());
        return this.#die();
      case op.call:
        this.index = source.u32();
        return this.#call(this.#typeOfFunction(this.index), 0);
      case op.callIndirect:
        this.index = source.u32();
        source.skipLeb(5);
        return this.#call(this.#type(this.index), 1);
      case op.selectTyped:
        source.skip(source.u32());
        return this.#move(3, 1);
      default:
        return this.#die();
    }
  }

  #enter(): void {
    const { params, results } = this.#blockType(this.source.s33());
    if (this.opcode === op.if) this.#move(1, 0);
    if (this.opcode === op.loop && ++this.loops > moduleLimits.loopsPerFunction) {
      unsupported(`a function with more than ${moduleLimits.loopsPerFunction} loops`);
    }
    const { base } = this.innermost;
    if (this.height - params < base) {
      if (!this.dead) this.#missing();
      this.height = base + params;
    }
    this.#open(this.opcode, params, results);
  }

  #open(opcode: number, params: number, results: number): void {
    if (this.frames.length > moduleLimits.nestingPerFunction) {
      unsupported(`blocks nested more than ${moduleLimits.nestingPerFunction} deep`);
    }
    this.frames.push({ opcode, base: this.height - params, params, results });
  }

  #else(): void {
    const frame = this.innermost;
    if (frame.opcode !== op.if) notWasm(`an else without an if at byte ${this.from}`);
    frame.opcode = op.else;
    this.dead = false;
    this.#setHeight(frame.base + frame.params);
  }

  #branch(depth: number): void {
    const target = this.frames[this.frames.length - 1 - depth];
    if (!target) notWasm(`a branch over ${depth} blocks at byte ${this.from}`);
    this.index = depth;
    this.branchArity = target.opcode === op.loop ? target.params : target.results;
  }

  #farthestTarget(): number {
    let farthest = 0;
    for (let left = this.source.u32(); left >= 0; left--) farthest = Math.max(farthest, this.source.u32());
    return farthest;
  }

  #die(): void {
    this.dead = true;
    this.height = this.innermost.base;
  }

  #call(type: FunctionType, more: number): void {
    this.#move(type.params.length + more, type.results.length);
  }

  #move(pops: number, pushes: number): void {
    this.pops += pops;
    this.pushes += pushes;
    let left = this.height - pops;
    if (left < this.innermost.base) {
      if (!this.dead) this.#missing();
      left = this.innermost.base;
    }
    this.#setHeight(left + pushes);
  }

  #setHeight(height: number): void {
    this.height = height;
    if (height <= this.heightMax) return;
    this.heightMax = height;
    if (height > moduleLimits.operandsPerFunction) unsupported(`${height} operands in one function`);
  }

  #missing(): never {
    return notWasm(`an operand is missing at byte ${this.from}`);
  }

  #blockType(code: number): { params: number; results: number } {
    if (code < 0) return { params: 0, results: code === emptyBlockType ? 0 : 1 };
    const type = this.#type(code);
    return { params: type.params.length, results: type.results.length };
  }

  #type(index: number): FunctionType {
    return this.context.types[index] ?? notWasm(`type ${index} does not exist`);
  }

  #typeOfFunction(index: number): FunctionType {
    return this.#type(this.context.functions[index] ?? notWasm(`function ${index} does not exist`));
  }
}

/** The type of a block that takes and leaves nothing, as a signed number. */
export const emptyBlockType = -64;

const fixedBytes: Partial<Record<number, number>> = {
  [layout.lane]: 1,
  [layout.zero]: 1,
  [layout.bytes4]: 4,
  [layout.bytes8]: 8,
  [layout.bytes16]: 16,
};

/** Words of eight bytes that a value takes on an engine's stack. */
const wordsOf = (type: number): number => (type === valueType.v128 ? 2 : 1);

function refusedInstruction(opcode: number, code: number): string {
  if (opcode === 0xfe) return "threads, whose results differ from run to run";
  if (opcode === 0x12 || opcode === 0x13) return "tail calls";
  if (opcode === 0xfb) return "garbage-collected objects";
  const isException =
    (opcode >= 0x06 && opcode <= 0x0a) || opcode === 0x18 || opcode === 0x19 || opcode === 0x1f;
  if (isException) return "exceptions; build it with exceptions switched off";
  return `the instruction 0x${opcode.toString(16)}${opcode === code ? "" : ` ${code}`}`;
}
