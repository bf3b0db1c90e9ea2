import type { ByteReader } from "./byte-reader";
import { ByteWriter } from "./byte-writer";
import { canonicalize } from "./canonical-nan";
import { costs } from "./costs";
import { FunctionWalker, type ModuleContext } from "./function-walker";
import { op, valueType } from "./instructions";
import { findOpenNans, type OpenNans } from "./open-nans";
import type { FunctionType } from "./read-module";

/** What the rewriter asks of the module around the function. */
export type RewriteContext = ModuleContext & {
  /** The block type, as a signed number, of a block without parameters and with these results. */
  resultBlockType(results: Uint8Array): number;
};

/** Fuel left, an i64; negative when it ran out. Behind the module's own globals. */
export const fuelGlobal = (context: Pick<ModuleContext, "globalCount">) => context.globalCount;
/** Stack left in words of eight bytes, an i64; negative when a call went too deep. */
export const stackGlobal = (context: Pick<ModuleContext, "globalCount">) => context.globalCount + 1;
/** What the memory may grow to in pages of 64 KiB, an i64. */
export const pagesGlobal = (context: Pick<ModuleContext, "globalCount">) => context.globalCount + 2;

/** What the fuel global holds when the device, not the workload, ran out of memory. */
export const hostMemoryMark = -(2n ** 62n);

/** Words that every frame costs besides its values: return address, saved registers, alignment. */
const frameWords = 16;

/** A frame of a leaf function this small is not counted: the slack of the budget covers the one that can be open. */
const leafWordsMax = 64;

/**
 * Rewrites one function body so that it pays for what it runs and shows no NaN but the canonical one.
 *
 * Fuel lives in a local while the function runs and in a global across calls. Every stretch of code that
 * runs as a whole is paid for at its beginning; code behind a block belongs to the stretch before the
 * block unless a branch can skip it. Only loop heads and entries of functions that call look whether the
 * fuel is used up: between two of them the code is finite. The figure is exact for every run that does
 * not trap, and the same on every engine for every run.
 */
export function rewriteFunction(
  source: ByteReader,
  type: FunctionType,
  context: RewriteContext,
  out: ByteWriter,
): void {
  const openNans = findOpenNans(source, type, context);
  new FunctionRewriter(new FunctionWalker(source, type, context), openNans, context).write(out);
}

/** The stretch that is being paid for when none is open: the next instruction that costs opens one. */
const noCharge = -1;

class FunctionRewriter {
  readonly #body: ByteWriter;
  /** Up to where the original is copied to the body. */
  #copied: number;
  /** Types of the locals that this pass adds, behind the module's own. */
  readonly #added: number[] = [];
  readonly #scratch = new Map<number, number>();
  readonly #fuel: number;
  /** What each stretch costs, and where in the body its charge stands. The first one's stands in the prologue. */
  readonly #charges: { cost: number; hole: number }[] = [{ cost: 0, hole: -1 }];
  #charge = 0;
  /** By open block: the stretch that it began in, and whether a branch from inside leads past its end. */
  readonly #blocks: { charge: number; skipped: boolean }[] = [{ charge: 0, skipped: false }];
  #calls = false;
  /** Whether a branch or return leads to the function's end, which then must be the end of a block. */
  #leaves = false;

  constructor(
    readonly walker: FunctionWalker,
    readonly openNans: OpenNans,
    readonly context: RewriteContext,
  ) {
    this.#copied = walker.to;
    this.#body = new ByteWriter((walker.source.end - walker.to) * 2 + 64);
    this.#fuel = this.#addLocal(valueType.i64);
  }

  write(out: ByteWriter): void {
    while (this.walker.next()) this.#instruction();
    for (const { cost, hole } of this.#charges) if (hole >= 0) this.#body.patch(hole, cost);
    const whole = new ByteWriter(this.#body.at + 128);
    this.#writeLocals(whole);
    this.#writePrologue(whole);
    whole.copy(this.#body.view());
    this.#writeEpilogue(whole);
    out.u32(whole.at).copy(whole.view());
  }

  #instruction(): void {
    const { walker, openNans } = this;
    const write = this.#writers[walker.opcode];
    if (write) write();
    else this.#pay(costs.plain);
    const shape = openNans.get(walker.to);
    if (shape === undefined) return;
    this.#copyTo(walker.to);
    canonicalize(this.#body, shape, (type) => this.#scratchLocal(type, 0));
  }

  readonly #writers: Partial<Record<number, () => void>> = {
    [op.nop]: () => {},
    [op.block]: () => this.#enter(costs.mark),
    [op.if]: () => {
      this.#enter(costs.plain);
      this.#charge = noCharge;
    },
    [op.loop]: () => {
      this.#enter(costs.mark);
      this.#loopHead();
    },
    [op.else]: () => {
      this.#charge = noCharge;
    },
    [op.end]: () => this.#end(),
    [op.br]: () => this.#branch(),
    [op.brIf]: () => this.#branch(),
    [op.brTable]: () => this.#branch(),
    [op.return]: () => this.#return(),
    [op.unreachable]: () => {
      this.#pay(costs.plain);
      this.#charge = noCharge;
    },
    [op.call]: () => this.#call(),
    [op.callIndirect]: () => this.#call(),
    [op.memoryGrow]: () => this.#memoryGrow(),
    [op.prefixMisc]: () => this.#misc(),
  };

  // ------------------------------------------------------------------------------------ control

  #enter(cost: number): void {
    // What stands behind the block may be paid for here, so there must be a stretch to add it to.
    if (this.#charge === noCharge) this.#openCharge(this.walker.from);
    this.#pay(cost);
    this.#blocks.push({ charge: this.#charge, skipped: false });
  }

  #loopHead(): void {
    this.#openCharge(this.walker.to);
    this.#pay(costs.iteration);
    this.#trapWithoutFuel(this.#body);
  }

  #end(): void {
    const block = this.#blocks.pop()!;
    this.#charge = block.skipped ? noCharge : block.charge;
    // The function's own end is written with the epilogue.
    this.#copyTo(this.#blocks.length > 0 ? this.walker.to : this.walker.from);
  }

  #branch(): void {
    this.#pay(costs.plain);
    this.#skipTo(this.#blocks.length - 1 - this.walker.index);
    this.#charge = noCharge;
  }

  #return(): void {
    this.#pay(costs.plain);
    this.#replace(() => this.#body.u8(op.br).u32(this.#blocks.length - 1));
    this.#skipTo(0);
    this.#charge = noCharge;
  }

  /** Notes that the ends of all blocks inside `target` may be passed by. */
  #skipTo(target: number): void {
    for (let i = this.#blocks.length - 1; i > target; i--) this.#blocks[i]!.skipped = true;
    if (target === 0) this.#leaves = true;
  }

  #call(): void {
    this.#calls = true;
    this.#pay(costs.call);
    this.#wrap(
      () => this.#body.u8(op.localGet).u32(this.#fuel).u8(op.globalSet).u32(fuelGlobal(this.context)),
      () => this.#body.u8(op.globalGet).u32(fuelGlobal(this.context)).u8(op.localSet).u32(this.#fuel),
    );
  }

  // ------------------------------------------------------------------------------------ paying

  /** Adds to the open stretch, opening one in front of the instruction if there is none. */
  #pay(cost: number): void {
    if (cost === 0) return;
    if (this.#charge === noCharge) this.#openCharge(this.walker.from);
    this.#charges[this.#charge]!.cost += cost;
  }

  #openCharge(at: number): void {
    this.#copyTo(at);
    this.#body.u8(op.localGet).u32(this.#fuel).u8(op.i64Const);
    const hole = this.#body.hole();
    this.#body.u8(op.i64Sub, op.localSet).u32(this.#fuel);
    this.#charge = this.#charges.push({ cost: 0, hole }) - 1;
  }

  #trapWithoutFuel(out: ByteWriter): void {
    out.u8(op.localGet).u32(this.#fuel).u8(op.i64Const, 0, op.i64LtS, op.if, emptyBlock);
    out.u8(op.localGet).u32(this.#fuel).u8(op.globalSet).u32(fuelGlobal(this.context));
    out.u8(op.unreachable, op.end);
  }

  /** Charges by the i32 on top of the stack, shifted, and leaves it where it is. */
  #payByOperand(shiftOp: number, shift: number): void {
    const many = this.#scratchLocal(valueType.i32, 0);
    this.#body.u8(op.localTee).u32(many).u8(op.localGet).u32(this.#fuel);
    this.#body.u8(op.localGet).u32(many).u8(op.i64ExtendI32U, op.i64Const).s64(shift).u8(shiftOp);
    this.#body.u8(op.i64Sub, op.localSet).u32(this.#fuel);
    this.#trapWithoutFuel(this.#body);
  }

  /** Bulk instructions have their length on top; `table.grow` its count; truncations nothing. */
  #misc(): void {
    this.#pay(costs.plain);
    const byBytes = this.walker.code === 8 || this.walker.code === 10 || this.walker.code === 11;
    const byEntries = [12, 14, 15, 17].includes(this.walker.code);
    if (!byBytes && !byEntries) return;
    this.#copyTo(this.walker.from);
    this.#payByOperand(op.i64ShrU, byBytes ? costs.bulkBytesShift : 0);
  }

  /**
   * Charges for new pages and fails, as the standard lets it, beyond what the run was granted. When the
   * device refuses pages that were granted it traps with `hostMemoryMark`: the workload must not see how
   * much memory this device happened to have.
   */
  #memoryGrow(): void {
    const { context } = this;
    const [blockOfI32, failed] = [0x7f, -1];
    this.#pay(costs.plain);
    const [pages, grown] = [this.#scratchLocal(valueType.i32, 0), this.#scratchLocal(valueType.i32, 1)];
    this.#replace(() => {
      const body = this.#body.u8(op.localSet).u32(pages);
      body.u8(op.memorySize, 0, op.i64ExtendI32U, op.localGet).u32(pages).u8(op.i64ExtendI32U, op.i64Add);
      body.u8(op.globalGet).u32(pagesGlobal(context)).u8(op.i64LeU, op.if, blockOfI32);
      body.u8(op.localGet).u32(pages);
      this.#payByOperand(op.i64Shl, costs.pageShift);
      body.u8(op.memoryGrow, 0, op.localTee).u32(grown).u8(op.i32Const).s64(failed);
      body.u8(op.i32Eq, op.if, emptyBlock);
      body.u8(op.i64Const).s64(hostMemoryMark).u8(op.globalSet).u32(fuelGlobal(context));
      body.u8(op.unreachable, op.end, op.localGet).u32(grown);
      body.u8(op.else, op.i32Const).s64(failed).u8(op.end);
    });
  }

  // ------------------------------------------------------------------------------------ writing

  #copyTo(to: number): void {
    if (to <= this.#copied) return;
    this.#body.copy(this.walker.source.bytes, this.#copied, to);
    this.#copied = to;
  }

  #replace(write: () => void): void {
    this.#copyTo(this.walker.from);
    write();
    this.#copied = this.walker.to;
  }

  #wrap(before: () => void, after: () => void): void {
    this.#copyTo(this.walker.from);
    before();
    this.#copyTo(this.walker.to);
    after();
  }

  #addLocal(type: number): number {
    return this.walker.localCount + this.#added.push(type) - 1;
  }

  #scratchLocal(type: number, which: 0 | 1): number {
    const key = type * 2 + which;
    const local = this.#scratch.get(key) ?? this.#addLocal(type);
    this.#scratch.set(key, local);
    return local;
  }

  #writeLocals(out: ByteWriter): void {
    const { from, to, groups } = this.walker.declared;
    out.u32(groups + this.#added.length).copy(this.walker.source.bytes, from, to);
    for (const type of this.#added) out.u32(1).u8(type);
  }

  /** Words that a frame of this function may take on an engine's stack, at the most. */
  get #words(): number {
    return frameWords + this.walker.localWords + this.walker.heightMax;
  }

  get #countsStack(): boolean {
    return this.#calls || this.#words > leafWordsMax;
  }

  #writePrologue(out: ByteWriter): void {
    const fuel = fuelGlobal(this.context);
    out.u8(op.globalGet).u32(fuel).u8(op.i64Const).s64(this.#charges[0]!.cost);
    out.u8(op.i64Sub, op.localSet).u32(this.#fuel);
    if (this.#calls) this.#trapWithoutFuel(out);
    if (this.#countsStack) {
      this.#moveStack(out, op.i64Sub);
      out.u8(op.globalGet).u32(stackGlobal(this.context)).u8(op.i64Const, 0, op.i64LtS);
      out.u8(op.if, emptyBlock, op.unreachable, op.end);
    }
    if (this.#leaves) out.u8(op.block).s64(this.context.resultBlockType(this.walker.type.results));
  }

  #writeEpilogue(out: ByteWriter): void {
    if (this.#leaves) out.u8(op.end);
    out.u8(op.localGet).u32(this.#fuel).u8(op.globalSet).u32(fuelGlobal(this.context));
    if (this.#countsStack) this.#moveStack(out, op.i64Add);
    out.u8(op.end);
  }

  #moveStack(out: ByteWriter, sign: number): void {
    const stack = stackGlobal(this.context);
    out.u8(op.globalGet).u32(stack).u8(op.i64Const).s64(this.#words).u8(sign, op.globalSet).u32(stack);
  }
}

const emptyBlock = 0x40;
