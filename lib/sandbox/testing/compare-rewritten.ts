import { commandStackWords } from "@/lib/sandbox/run-metered";
import { compileLibrary } from "@/lib/sandbox/wasm/compile-module";
import { meterExports } from "@/lib/sandbox/wasm/rewrite-module";
import { noteImport, randomModule, type RandomModule } from "./random-module";

/** What can be seen of a module from outside, call by call. */
type Observed = {
  calls: string[];
  cost: (bigint | null)[];
  notes: string[];
  memory: Uint8Array;
  /** It used up its stack, which only the metered one does at a fixed place: nothing can be compared. */
  tooDeep: boolean;
};

export type Comparison = {
  /** Empty when nothing differs. */
  differences: string[];
  /** How many calls returned, so that a fuzz run can show that it does not only compare traps. */
  returned: number;
  trapped: number;
};

/** Enough that no random module runs out: it ends by itself. */
const plenty = 1n << 40n;

/**
 * Runs a random module as it is rewritten beside its reference, in which NaNs and costs are written out by
 * hand, and tells every difference: results, traps, memory, globals, calls to the host, fuel.
 */
export function compareRewritten(seed: number): Comparison {
  const made = randomModule(seed);
  const [reference, metered] = [observeReference(made), observeMetered(made)];
  if (reference.tooDeep || metered.tooDeep) return { differences: [], returned: 0, trapped: 0 };
  const differences: string[] = [];
  const compare = (what: string, a: unknown, b: unknown) => {
    if (a !== b) differences.push(`seed ${seed}: ${what}: ${String(a)} and metered ${String(b)}`);
  };
  reference.calls.forEach((said, i) => compare(`call ${i}`, said, metered.calls[i]));
  reference.cost.forEach((cost, i) => cost !== null && compare(`fuel of call ${i}`, cost, metered.cost[i]));
  compare("calls to the host", reference.notes.join(), metered.notes.join());
  compare("memory", hex(reference.memory), hex(metered.memory));
  const returned = reference.cost.filter((cost) => cost !== null).length;
  return { differences, returned, trapped: reference.cost.length - returned };
}

function observeReference({ reference, calls }: RandomModule): Observed {
  const notes: string[] = [];
  const instance = instantiate(new WebAssembly.Module(reference as BufferSource), notes);
  if (typeof instance === "string") return { ...nothing, notes, calls: [instance], cost: [null] };
  const read = instance.exports.cost as () => bigint;
  const observed = observe(instance, calls, notes, read);
  return { ...observed, tooDeep: observed.calls.includes(engineStackEnded) };
}

function observeMetered({ bytes, calls }: RandomModule): Observed {
  const notes: string[] = [];
  const { module: compiled } = compileLibrary(bytes, { [noteImport.path]: noteImport.shape });
  const instance = instantiate(compiled, notes);
  if (typeof instance === "string") throw new Error(`A rewritten module trapped by itself: ${instance}`);
  const meter = (name: string) => instance.exports[name] as WebAssembly.Global<"i64">;
  meter(meterExports.stack).value = commandStackWords;
  meter(meterExports.fuel).value = plenty;
  const start = instance.exports[meterExports.start] as (() => void) | undefined;
  const trap = start && outcomeOf(start);
  const ended = meter(meterExports.stack);
  if (trap && trap !== "returned")
    return { ...nothing, notes, calls: [trap], cost: [null], tooDeep: ended.value < 0n };
  const observed = observe(instance, calls, notes, () => plenty - meter(meterExports.fuel).value);
  return { ...observed, tooDeep: ended.value < 0n };
}

const nothing = { memory: new Uint8Array(), tooDeep: false };

function observe(
  { exports }: WebAssembly.Instance,
  calls: RandomModule["calls"],
  notes: string[],
  cost: () => bigint,
): Observed {
  const observed: Observed = { ...nothing, calls: [], cost: [], notes };
  let before = 0n;
  for (const { name, args } of calls) {
    const said = outcomeOf(() => (exports[name] as (...given: unknown[]) => Given)(...args));
    const after = cost();
    observed.calls.push(said);
    // A trap has paid for the whole stretch that it stands in. What only reads has no reference.
    observed.cost.push(said.startsWith("returned") && name !== "globals" ? after - before : null);
    before = after;
  }
  observed.memory = new Uint8Array((exports.memory as WebAssembly.Memory).buffer);
  return observed;
}

function instantiate(compiled: WebAssembly.Module, notes: string[]): WebAssembly.Instance | string {
  const note = (what: number, value: bigint) => {
    if (notes.length < 1000) notes.push(`${what} ${value}`);
    return BigInt.asIntN(64, value * 31n + BigInt(what));
  };
  let instance: WebAssembly.Instance | undefined;
  const said = outcomeOf(() => {
    instance = new WebAssembly.Instance(compiled, { test: { note } });
  });
  return instance ?? said;
}

const engineStackEnded = "the engine's own stack ended";

type Given = void | number | bigint | readonly bigint[];

function outcomeOf(run: () => Given): string {
  try {
    const given = run();
    return given === undefined ? "returned" : `returned ${[given].flat().join(" ")}`;
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return error.message;
    // Of a metered module this is a fault: its own budget must end first.
    if (error instanceof RangeError) return engineStackEnded;
    throw error;
  }
}

const hex = (bytes: Uint8Array) => {
  // Long equal strings are compared faster than shown; a difference shows where it begins.
  let sum = 0n;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 8 <= bytes.length; at += 8)
    sum = BigInt.asUintN(64, (sum ^ view.getBigUint64(at, true)) * 1_099_511_628_211n);
  return `${bytes.length} bytes, hash ${sum}`;
};
