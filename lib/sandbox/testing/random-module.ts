import { assemble, type FunctionText, type ModuleText } from "./assemble";
import { instructionTable, type Immediate, type Instruction } from "./instruction-table";
import { Random } from "./random";

/** One instruction of a random function, and what is known of it apart from the rewriter. */
type Step = {
  text: string;
  /** What it costs, by the price list in words: nothing for marks, four for calls, one for the rest. */
  cost: number;
  /** Set where it costs by the i32 on top of the stack besides. */
  costsBy?: "bytes" | "entries" | "pages";
  /** The type of a result that may be any NaN. */
  nan?: "f32" | "f64" | "f32x4" | "f64x2";
};

type RandomFunction = {
  name: string;
  params: string;
  results: string;
  locals: string;
  steps: Step[];
  /** Called from outside; it calls every inner one. */
  isOuter: boolean;
};

const isInner = ({ isOuter }: RandomFunction) => !isOuter;

export type RandomModule = {
  /** The module itself. */
  bytes: Uint8Array;
  /**
   * The same with two things written into it by hand: every NaN is made canonical where it arises, and
   * every instruction adds its cost to a global that `cost` reads.
   */
  reference: Uint8Array;
  calls: RandomCall[];
};

type RandomCall = { name: string; args: (number | bigint)[] };

/** Where a random command keeps what it says and where, beyond what its code writes to on purpose. */
const [wordsAt, vectorAt, clockAt] = [60_000, 60_100, 60_200];

/**
 * A random module as a WASI command: it calls its functions, writes what they return and the beginning of
 * memory to standard output, and asks for the time, which runs on fuel.
 */
export function randomCommand(seed: number): Uint8Array {
  return new ModuleMaker(new Random(seed), "command").command();
}

/** Shape and answer of the one function that random modules import. */
export const noteImport = { path: "test.note", shape: "iI:I" } as const;

const memoryPages = [1, 4] as const;
const tableEntries = 8;
/** Globals: what loops and calls may still do in one call from outside, and in the reference what was paid. The module's own follow. */
const [budgetGlobal, costGlobal, firstGlobal] = [0, 1, 2];
const budget = 400;
const globalTypes = "iIfF";
const valueTypes = "iIfFv";
const stepsMax = 600;

/** A valid module made by chance: every instruction but those that need passive segments, all control, dead code. */
export function randomModule(seed: number): RandomModule {
  return new ModuleMaker(new Random(seed)).make();
}

class ModuleMaker {
  readonly functions: RandomFunction[];
  /** Half of the modules are about floats, so that NaNs flow from where they arise to where they show. */
  readonly isNumeric: boolean;

  constructor(
    readonly random: Random,
    readonly kind: "library" | "command" = "library",
  ) {
    this.isNumeric = random.chance(1, 2);
    const inner = random.many(1 + random.below(4), () => this.#signature(valueTypes, 3));
    // What is called from outside takes and gives integers only: engines may change NaNs at that border.
    const outer = random.many(1 + random.below(3), () => this.#signature("iI", 2));
    this.functions = [...inner, ...outer].map((signature, i) => ({
      name: `f${i}`,
      ...signature,
      steps: [],
      isOuter: i >= inner.length,
    }));
  }

  make(): RandomModule {
    const { random } = this;
    this.#fill();
    const hasStart = random.chance(1, 4);
    const start = hasStart
      ? this.functions.find(({ params, results }) => params + results === "")?.name
      : undefined;
    const more = { cost: { results: "I", code: `global.get ${costGlobal}` }, globals: { code: dumpGlobals } };
    const imports = { [noteImport.path]: noteImport.shape };
    const text = (render: (made: RandomFunction) => string) =>
      this.#moduleText(render, { imports, ...(start && { start }) }, more);
    return {
      bytes: assemble(text(plainText)),
      reference: assemble(text(referenceText)),
      calls: [...random.many(4, () => this.#someCall()), { name: "globals", args: [] }],
    };
  }

  command(): Uint8Array {
    this.#fill();
    const calls = this.random.many(4, () => this.#someCall());
    const code = [...calls.map((call) => this.#callAndWrite(call)), dumpGlobals, write(0, 4096)].join(" ");
    const imports = ["fd_write", "clock_time_get"] as const;
    return assemble(this.#moduleText(plainText, { imports }, { _start: { locals: "iI", code } }));
  }

  #fill(): void {
    for (const made of this.functions) made.steps = new FunctionMaker(this, made).make();
  }

  #moduleText(
    render: (made: RandomFunction) => string,
    rest: Partial<ModuleText>,
    more: ModuleText["functions"],
  ): ModuleText {
    const { functions } = this;
    const inner = functions.filter(isInner).map(({ name }) => name);
    return {
      memory: memoryPages,
      table: { min: tableEntries, max: tableEntries, functions: inner },
      globals: [["i", budget], ["I", 0], ...Array.from(globalTypes, (type) => [type, 1] as const)],
      data: { 64: "some bytes to begin with" },
      ...rest,
      functions: {
        ...Object.fromEntries(functions.map((made) => [made.name, this.#text(made, render(made))])),
        ...more,
      },
    };
  }

  #someCall(): RandomCall {
    const { name, params } = this.random.pick(this.functions.filter(({ isOuter }) => isOuter));
    return { name, args: Array.from(params, (type) => argument(this.random, type)) };
  }

  #callAndWrite({ name, args }: RandomCall): string {
    const { params, results } = this.functions.find((made) => made.name === name)!;
    const given = args.map((value, i) => `${params[i] === "i" ? "i32" : "i64"}.const ${value}`);
    // The last result is on top.
    const kept = Array.from(results, (type, i) =>
      type === "i"
        ? `local.set 0 i32.const ${wordsAt + i * 8} local.get 0 i32.store`
        : `local.set 1 i32.const ${wordsAt + i * 8} local.get 1 i64.store`,
    ).reverse();
    return [...given, `call ${name}`, ...kept, write(wordsAt, 16)].join(" ");
  }

  #text({ params, results, locals, name, isOuter }: RandomFunction, code: string): FunctionText {
    return {
      params,
      results,
      locals: locals + scratchTypes,
      code,
      export: isOuter ? name : null,
    };
  }

  #signature(types: string, most: number): Pick<RandomFunction, "params" | "results" | "locals"> {
    const { random } = this;
    const some = (count: number, from: string) => random.many(count, () => random.letter(from)).join("");
    return {
      params: some(random.below(most + 1), types),
      results: some(random.below(most), types),
      locals: some(random.below(6), this.isNumeric ? "fFv" : valueTypes),
    };
  }
}

/** Scratch locals of the reference, behind the function's own: a value of each kind, and a count. */
const scratchTypes = "fFvi";
const scratchOf = ({ params, locals }: RandomFunction, type: string) =>
  params.length + locals.length + scratchTypes.indexOf(type);

const dumpGlobals = Array.from(globalTypes, (_, i) => {
  const store = ["i32.store", "i64.store", "f32.store", "f64.store"][i]!;
  return `i32.const ${i * 8} global.get ${firstGlobal + i} ${store}`;
}).join(" ");

const nanBytes = { f32: "0,0,192,127", f64: "0,0,0,0,0,0,248,127" } as const;
const canonicalOf = (nan: NonNullable<Step["nan"]>, local: number): string => {
  if (nan === "f32" || nan === "f64")
    return `local.tee ${local} ${nan}.const NaN local.get ${local} local.get ${local} ${nan}.eq select`;
  const lanes = nan === "f32x4" ? Array(4).fill(nanBytes.f32) : Array(2).fill(nanBytes.f64);
  return `local.tee ${local} v128.const ${lanes.join(",")} local.get ${local} local.get ${local} ${nan}.eq v128.bitselect`;
};

const write = (at: number, length: number) =>
  [
    `i32.const ${vectorAt} i32.const ${at} i32.store i32.const ${vectorAt + 4} i32.const ${length} i32.store`,
    `i32.const 1 i32.const ${vectorAt} i32.const 1 i32.const ${vectorAt + 8} call fd_write drop`,
  ].join(" ");

const plainText = ({ steps }: RandomFunction) => steps.map(({ text }) => text).join(" ");

function referenceText(made: RandomFunction): string {
  const pay = (code: string) => `global.get ${costGlobal} ${code} i64.add global.set ${costGlobal}`;
  const scratch = { f32: "f", f64: "F", f32x4: "v", f64x2: "v" } as const;
  return made.steps
    .map(({ text, cost, costsBy, nan }) => {
      const many = scratchOf(made, "i");
      const parts: string[] = [];
      // A loop's head pays for each iteration, and stands behind the mark.
      if (text.startsWith("loop")) return `${text} ${pay(`i64.const ${cost}`)}`;
      if (cost > 0) parts.push(pay(`i64.const ${cost}`));
      if (costsBy) parts.push(`local.tee ${many} ${pay(dynamicCost(costsBy, many))}`);
      parts.push(text);
      if (nan) parts.push(canonicalOf(nan, scratchOf(made, scratch[nan])));
      return parts.join(" ");
    })
    .join(" ");
}

function dynamicCost(by: NonNullable<Step["costsBy"]>, local: number): string {
  const many = `local.get ${local} i64.extend_i32_u`;
  if (by === "entries") return many;
  if (by === "bytes") return `${many} i64.const 3 i64.shr_u`;
  // Pages are paid for only where they are granted.
  const granted = `memory.size i64.extend_i32_u ${many} i64.add i64.const ${memoryPages[1]} i64.le_u`;
  return `${many} i64.const 12 i64.shl i64.const 0 ${granted} select`;
}

function argument(random: Random, type: string): number | bigint {
  const small = random.pick([0, 1, -1, 2, 7, 64, -(2 ** 31), 2 ** 31 - 1]);
  if (type === "i") return random.chance(1, 2) ? small : random.bits() | 0;
  const large = (BigInt(random.bits()) << 32n) | BigInt(random.bits());
  return BigInt.asIntN(64, random.chance(1, 2) ? BigInt(small) : large);
}

/** `Map.groupBy`, which the oldest engine that is compared does not have. */
function groupedByResult(instructions: readonly Instruction[]): Map<string, Instruction[]> {
  const groups = new Map<string, Instruction[]>();
  for (const instruction of instructions) {
    const { leaves } = instruction;
    groups.set(leaves, [...(groups.get(leaves) ?? []), instruction]);
  }
  return groups;
}

/** By the type that they leave; those that leave nothing under "". */
const byResult = groupedByResult(
  instructionTable.filter(
    ({ name }) => !/^(memory|table|data|elem)\./.test(name) && !name.endsWith(".const"),
  ),
);

const makesScalarNan = /^(ceil|floor|trunc|nearest|sqrt|add|sub|mul|div|min|max|demote_f64|promote_f32)$/;
const makesVectorNan =
  /^(ceil|floor|trunc|nearest|sqrt|add|sub|mul|div|min|max|demote_f64x2_zero|promote_low_f32x4)$/;

function nanOf(name: string): Step["nan"] {
  const [shape, what] = name.split(".") as [string, string];
  if (shape === "f32" || shape === "f64") return makesScalarNan.test(what) ? shape : undefined;
  if (shape === "f32x4" || shape === "f64x2") return makesVectorNan.test(what) ? shape : undefined;
  return undefined;
}

const nanMakers = groupedByResult(instructionTable.filter(({ name }) => nanOf(name)));

/** A block that is open: what a branch to it carries. */
type Label = { carries: string };

class FunctionMaker {
  readonly #steps: Step[] = [];
  readonly #random: Random;
  readonly #labels: Label[];
  readonly #locals: string;

  constructor(
    readonly module: ModuleMaker,
    readonly made: RandomFunction,
  ) {
    this.#random = module.random;
    this.#labels = [{ carries: made.results }];
    this.#locals = made.params + made.locals;
  }

  make(): Step[] {
    if (this.made.isOuter) {
      this.#emit(`i32.const ${budget}`);
      this.#emit(`global.set ${budgetGlobal}`);
    } else this.#spendBudget();
    for (let left = 2 + this.#random.below(8); left > 0; left--) this.#statement(3);
    if (this.made.isOuter)
      for (const { name, params, results } of this.module.functions.filter(isInner)) {
        this.#values(params, 1);
        this.#emit(`call ${name}`, 4);
        this.#drop(results);
      }
    this.#values(this.made.results, 3);
    return this.#steps;
  }

  #emit(text: string, cost = 1, more: Partial<Step> = {}): void {
    this.#steps.push({ text, cost, ...more });
  }

  /** Entries of functions and loops count down, and then return, so that the module ends without a meter too. */
  #spendBudget(): void {
    for (const text of [`global.get ${budgetGlobal}`, "i32.const 1", "i32.sub", `global.set ${budgetGlobal}`])
      this.#emit(text);
    for (const text of [`global.get ${budgetGlobal}`, "i32.const 0", "i32.lt_s", "if :"]) this.#emit(text);
    this.#values(this.made.results, 0);
    this.#emit("return");
    this.#emit("end", 0);
  }

  get #isFull(): boolean {
    return this.#steps.length > stepsMax;
  }

  // ------------------------------------------------------------------------------------ statements

  #statements(depth: number): void {
    const count = this.#random.below(4);
    for (let i = 0; i < count && !this.#isFull; i++) this.#statement(depth);
  }

  #statement(depth: number): void {
    if (depth === 0) return this.#emit("nop", 0);
    this.#random.pick(this.#statementKinds)(depth - 1);
  }

  readonly #statementKinds: ((depth: number) => void)[] = [
    (depth) => {
      this.#value(this.#random.letter(valueTypes), depth);
      this.#emit("drop");
    },
    (depth) => this.#setLocal(depth),
    (depth) => this.#setLocal(depth),
    (depth) => {
      const at = this.#random.below(globalTypes.length);
      this.#value(globalTypes[at]!, depth);
      this.#emit(`global.set ${firstGlobal + at}`);
    },
    (depth) => this.#plain(this.#random.pick(byResult.get("")!), depth),
    (depth) => this.#plain(this.#random.pick(byResult.get("")!), depth),
    (depth) => this.#show(depth),
    (depth) => this.#show(depth),
    (depth) => this.#block("", depth),
    (depth) => this.#loop("", depth),
    (depth) => this.#if("", depth),
    (depth) => this.#bulk(depth),
    (depth) => this.#call(() => true, depth),
    (depth) => this.#branchIf(depth),
    (depth) => {
      // Several values out of one block.
      const results = this.#types(3);
      this.#block(results, depth);
      for (let i = 0; i < results.length; i++) this.#emit("drop");
    },
    (depth) => {
      // What stands behind a way out is never reached, and must be valid all the same.
      if (!this.#random.chance(1, 3)) return;
      this.#value("i", depth);
      this.#open("if :", "", 1);
      this.#wayOut(depth);
      this.#statements(depth);
      this.#close();
    },
  ];

  #setLocal(depth: number): void {
    if (this.#locals.length === 0) return;
    const local = this.#random.below(this.#locals.length);
    this.#value(this.#locals[local]!, depth);
    this.#emit(`local.set ${local}`);
  }

  /** Puts the bits of a local where they are seen. */
  #show(depth: number): void {
    if (this.#locals.length === 0) return;
    const local = this.#random.below(this.#locals.length);
    const store = { i: "i32.store", I: "i64.store", f: "f32.store", F: "f64.store", v: "v128.store" };
    this.#address(depth - 1);
    this.#emit(`local.get ${local}`);
    this.#emit(store[this.#locals[local] as keyof typeof store]);
  }

  #bulk(depth: number): void {
    const kind = this.#random.below(6);
    const small = (most: number) => this.#emit(`i32.const ${this.#random.below(most)}`);
    if (kind < 2) {
      this.#address(depth);
      if (kind === 0) this.#value("i", depth);
      else this.#address(depth);
      if (this.#random.chance(31, 32)) small(2000);
      else this.#value("i", depth);
      this.#emit(kind === 0 ? "memory.fill" : "memory.copy", 1, { costsBy: "bytes" });
    } else if (kind === 2) {
      for (let i = 0; i < 3; i++) small(tableEntries / 2 + 1);
      this.#emit("table.copy 0 0", 1, { costsBy: "entries" });
    } else if (kind === 3 && this.#random.chance(1, 4)) {
      small(tableEntries);
      this.#emit(`ref.func ${this.#random.pick(this.module.functions).name}`);
      this.#emit("table.set 0");
    } else {
      if (this.#random.chance(7, 8)) small(3);
      else this.#value("i", depth);
      this.#emit("memory.grow", 1, { costsBy: "pages" });
      this.#emit("drop");
    }
  }

  #branchIf(depth: number): void {
    const target = this.#random.below(this.#labels.length);
    const { carries } = this.#labels.at(-1 - target)!;
    this.#values(carries, depth);
    this.#value("i", depth);
    this.#emit(`br_if ${target}`);
    for (let i = 0; i < carries.length; i++) this.#emit("drop");
  }

  #wayOut(depth: number): void {
    const target = this.#random.below(this.#labels.length);
    const { carries } = this.#labels.at(-1 - target)!;
    const same = this.#labels.flatMap((label, i) =>
      label.carries === carries ? [this.#labels.length - 1 - i] : [],
    );
    const kind = this.#random.below(16);
    if (kind === 0) return this.#emit("unreachable");
    if (kind < 4) {
      this.#values(this.made.results, depth);
      return this.#emit("return");
    }
    this.#values(carries, depth);
    if (kind < 10) return this.#emit(`br ${target}`);
    this.#value("i", depth);
    this.#emit(
      `br_table ${this.#random.many(1 + this.#random.below(4), () => this.#random.pick(same)).join(",")}`,
    );
  }

  // ------------------------------------------------------------------------------------ values

  #values(types: string, depth: number): void {
    for (const type of types) this.#value(type, depth);
  }

  #value(type: string, depth: number): void {
    if (depth <= 0 || this.#isFull) return this.#leaf(type);
    this.#random.pick(this.#valueKinds)(type, depth - 1);
  }

  readonly #valueKinds: ((type: string, depth: number) => void)[] = [
    (type) => this.#leaf(type),
    ...Array<(type: string, depth: number) => void>(6).fill((type, depth) => {
      const makers = this.module.isNumeric && this.#random.chance(2, 3) ? nanMakers.get(type) : undefined;
      this.#plain(this.#random.pick(makers ?? byResult.get(type)!), depth);
    }),
    (type, depth) => this.#block(type, depth),
    (type, depth) => this.#loop(type, depth),
    (type, depth) => this.#if(type, depth),
    (type, depth) => {
      if (type === "v") return this.#leaf(type);
      this.#values(type + type, depth);
      this.#value("i", depth);
      this.#emit("select");
    },
    (type, depth) => {
      this.#value(type, depth);
      const local = this.#localOf(type);
      if (local !== undefined) this.#emit(`local.tee ${local}`);
    },
    (type, depth) => this.#call(({ results }) => results === type, depth, type),
    (type, depth) => {
      // A branch that takes the value along, or leaves it.
      const at = this.#labels.findLastIndex(({ carries }) => carries === type);
      this.#value(type, depth);
      if (at < 0) return;
      this.#value("i", depth);
      this.#emit(`br_if ${this.#labels.length - 1 - at}`);
    },
    (type, depth) => {
      if (type !== "I") return this.#leaf(type);
      if (this.module.kind === "command") return this.#time();
      this.#values("iI", depth);
      this.#emit(`call ${noteImport.path}`, 4);
    },
    (type) =>
      type === "i" ? this.#emit(this.#random.pick(["memory.size", "table.size 0"])) : this.#leaf(type),
  ];

  #time(): void {
    for (const text of ["i32.const 0", "i64.const 0", `i32.const ${clockAt}`]) this.#emit(text);
    this.#emit("call clock_time_get", 4);
    for (const text of ["drop", `i32.const ${clockAt}`, "i64.load"]) this.#emit(text);
  }

  #leaf(type: string): void {
    const local = this.#random.chance(1, 2) ? this.#localOf(type) : undefined;
    const global = globalTypes.indexOf(type);
    if (local !== undefined) this.#emit(`local.get ${local}`);
    else if (global >= 0 && this.#random.chance(1, 4)) this.#emit(`global.get ${firstGlobal + global}`);
    else this.#constant(type);
  }

  #constant(type: string): void {
    const random = this.#random;
    if (type === "i" || type === "I")
      return this.#emit(`${type === "i" ? "i32" : "i64"}.const ${argument(random, type)}`);
    if (type === "v") return this.#emit(`v128.const ${random.many(16, () => randomByte(random)).join(",")}`);
    const width = type === "f" ? 32 : 64;
    if (random.chance(this.module.isNumeric ? 2 : 1, 4)) {
      // A NaN that is not the canonical one.
      const bits = type === "f" ? "i32.const -1234567" : "i64.const -1234567890123456";
      this.#emit(bits);
      return this.#emit(`f${width}.reinterpret_i${width}`);
    }
    this.#emit(
      `f${width}.const ${random.pick([0, "-0", 1, -1.5, 1e30, "Infinity", "-Infinity", "NaN", 0.1])}`,
    );
  }

  #localOf(type: string): number | undefined {
    const fitting = Array.from(this.#locals, (_, i) => i).filter((i) => this.#locals[i] === type);
    return fitting.length > 0 ? this.#random.pick(fitting) : undefined;
  }

  #plain(instruction: Instruction, depth: number): void {
    const { name, takes, immediates } = instruction;
    // What mostly traps is rare, or nothing else would be seen.
    if (/\.(div_[su]|rem_[su]|trunc_f\d+_[su])$/.test(name) && this.#random.chance(15, 16))
      return this.#leaf(instruction.leaves);
    const addressed = immediates.includes("memory");
    Array.from(takes, (type, i) => (addressed && i === 0 ? this.#address(depth) : this.#value(type, depth)));
    const text = [name, ...immediates.map((immediate) => this.#immediate(immediate, name))].join(" ");
    const nan = nanOf(name);
    this.#emit(text, 1, nan ? { nan } : {});
  }

  #immediate(immediate: Immediate, name: string): string {
    if (immediate === "memory") return `${this.#random.below(100)}`;
    if (immediate === "lane") return `${this.#random.below(lanesOf(name))}`;
    return this.#random.many(16, () => this.#random.below(32)).join(",");
  }

  /** Mostly inside memory. */
  #address(depth: number): void {
    this.#value("i", depth);
    if (this.#random.chance(1, 100)) return;
    this.#emit("i32.const 4095");
    this.#emit("i32.and");
  }

  // ------------------------------------------------------------------------------------ control

  #types(most: number): string {
    return this.#random.many(1 + this.#random.below(most), () => this.#random.letter(valueTypes)).join("");
  }

  #open(text: string, carries: string, cost: number): void {
    this.#emit(text, cost);
    this.#labels.push({ carries });
  }

  #close(): void {
    this.#emit("end", 0);
    this.#labels.pop();
  }

  #block(results: string, depth: number): void {
    const params = this.#random.chance(1, 3) ? this.#types(2) : "";
    this.#values(params, depth);
    this.#open(`block ${params}:${results}`, results, 0);
    this.#drop(params);
    this.#statements(depth);
    this.#values(results, depth);
    this.#close();
  }

  #loop(results: string, depth: number): void {
    const params = this.#random.chance(1, 3) ? this.#types(2) : "";
    this.#values(params, depth);
    this.#open(`loop ${params}:${results}`, params, 1);
    this.#spendBudget();
    this.#drop(params);
    this.#statements(depth);
    this.#values(results, depth);
    this.#close();
  }

  #if(results: string, depth: number): void {
    this.#value("i", depth);
    this.#open(`if :${results}`, results, 1);
    this.#statements(depth);
    this.#values(results, depth);
    if (results !== "" || this.#random.chance(1, 2)) {
      this.#emit("else", 0);
      this.#statements(depth);
      this.#values(results, depth);
    }
    this.#close();
  }

  #drop(types: string): void {
    for (let i = 0; i < types.length; i++) this.#emit("drop");
  }

  #call(fits: (made: RandomFunction) => boolean, depth: number, wanted = ""): void {
    const fitting = this.module.functions.filter((made) => isInner(made) && fits(made));
    if (fitting.length === 0) return wanted === "" ? undefined : this.#leaf(wanted);
    const made = this.#random.pick(fitting);
    const { name, params, results } = made;
    this.#values(params, depth);
    if (this.#random.chance(1, 3)) {
      // Now and then of another type than the entry has, and then it traps.
      const inTable = this.#random.chance(15, 16) ? this.module.functions.indexOf(made) : tableEntries - 1;
      this.#emit(`i32.const ${inTable}`);
      this.#emit(`call_indirect ${params}:${results} 0`, 4);
    } else this.#emit(`call ${name}`, 4);
    if (wanted === "") this.#drop(results);
  }
}

const randomByte = (random: Random) => random.pick([0, 0, 1, 127, 128, 255, 192, 248, random.below(256)]);

function lanesOf(name: string): number {
  const shape = /^[if](8|16|32|64)x(\d+)\./.exec(name);
  if (shape) return Number(shape[2]);
  return 128 / Number(/(8|16|32|64)_lane$/.exec(name)![1]);
}
