import { RunStop } from "@/lib/sandbox/run-stop";
import { wasiSignatures, type WasiName } from "@/lib/sandbox/wasi/signatures";
import { WasiHost, type FuelMeter } from "@/lib/sandbox/wasi/wasi-host";
import { Random } from "./random";
import { testWorld } from "./run-bytes";

export type HostFuzz = {
  /** How many calls gave success, how many another errno, how many ended the run as a call may. */
  succeeded: number;
  refused: number;
  ended: number;
  /** Empty when the host kept its promises. */
  faults: string[];
  /** Of everything that the calls answered and wrote: the same for the same seed. */
  digest: number;
};

const limits = {
  memoryMib: 1,
  diskMib: 1,
  fileCount: 64,
  openFiles: 16,
  outputBytes: 1 << 20,
  hostCalls: 1e9,
};
const names = Object.keys(wasiSignatures) as WasiName[];
const errnoMax = 76;

/** Names that path calls are made with: plain, nested, outside, odd. */
const paths = [
  "a",
  "b",
  "dir",
  "dir/a",
  "dir/dir",
  "dir/dir/b",
  "tmp/x",
  ".",
  "..",
  "../a",
  "/",
  "/etc/passwd",
  "",
];
const oddPaths = ["a/", "dir//a", "dir/../b", "\u00e4\u{1f600}", "n".repeat(300), "in/put"];

/** Calls the host with anything, as a workload that was made to break it would. */
export function fuzzHost(seed: number, calls: number): HostFuzz {
  const random = new Random(seed);
  const result: HostFuzz = { succeeded: 0, refused: 0, ended: 0, faults: [], digest: 0 };
  for (let left = calls; left > 0;) left -= new Life(random, result).live(Math.min(left, 2000));
  return result;
}

/** One host from its beginning to the call that ends it. */
class Life {
  readonly #memory = new WebAssembly.Memory({ initial: 2, maximum: 16 });
  readonly #host: WasiHost;
  readonly #places: [at: number, length: number][] = [];

  constructor(
    readonly random: Random,
    readonly result: HostFuzz,
  ) {
    const files = [{ path: "in/put", bytes: new Uint8Array(5000).fill(7) }];
    const world = testWorld({ limits: { ...limits, fuel: 1n << 50n }, files, input: new Uint8Array(3000) });
    this.#host = new WasiHost(world, (_, bytes) => this.#mix(bytes.length));
    const fuel: FuelMeter = { value: 0n };
    this.#host.attach(this.#memory, fuel);
    let at = 1024;
    const bytes = new Uint8Array(this.#memory.buffer);
    for (const path of [...paths, ...oddPaths]) {
      const text = new TextEncoder().encode(path);
      bytes.set(text, at);
      this.#places.push([at, text.length]);
      at += text.length + 1;
    }
  }

  /** Gives how many calls it made. */
  live(calls: number): number {
    for (let made = 1; made <= calls; made++) {
      const name = this.random.pick(names);
      // Now and then memory grows, which takes every view away.
      if (this.random.chance(1, 500)) this.#growMemory();
      // Vectors of pieces, and whatever else results are read from.
      if (this.random.chance(1, 8)) this.#scribble();
      if (!this.#call(name, this.#arguments(name))) return made;
    }
    this.#checkFiles();
    return calls;
  }

  #call(name: WasiName, args: (number | bigint)[]): boolean {
    const { result } = this;
    const text = `${name}(${args.join(", ")})`;
    try {
      const code = this.#host.imports[name]!(...args);
      this.#mix(code);
      if (!Number.isInteger(code) || code < 0 || code > errnoMax) result.faults.push(`${text} gave ${code}`);
      if (code === 0) result.succeeded += 1;
      else result.refused += 1;
      return true;
    } catch (error) {
      if (!(error instanceof RunStop)) result.faults.push(`${text} threw ${String(error)}`);
      result.ended += 1;
      return false;
    }
  }

  #arguments(name: WasiName): (number | bigint)[] {
    const letters = wasiSignatures[name];
    const args = Array.from(letters, (letter, i) => (letter === "I" ? this.#long() : this.#int(i)));
    // A path is an address and a length that belong together.
    if (name.startsWith("path_")) {
      const at = letters.startsWith("iii") && !/open|filestat|link/.test(name) ? 1 : 2;
      [args[0], args[at], args[at + 1]] = [
        this.random.pick([3, 3, 3, this.random.below(20)]),
        ...this.random.pick(this.#places),
      ];
      if (name === "path_rename") [args[3], args[4], args[5]] = [3, ...this.random.pick(this.#places)];
    }
    return args;
  }

  /** An argument that means something where it stands, mostly: descriptors come first, addresses later. */
  #int(place: number): number {
    const { random } = this;
    const kind = random.below(16);
    if (kind === 0) return random.bits() | 0;
    if (kind === 1)
      return random.pick([0, -1, 0x7fff_ffff, -0x8000_0000, 0xffff, this.#memory.buffer.byteLength]);
    if (place === 0) return random.below(12);
    return kind < 8 ? random.below(64) : random.below(8192) & ~3;
  }

  #long(): bigint {
    const { random } = this;
    const kind = random.below(8);
    if (kind === 0) return (BigInt(random.bits()) << 32n) | BigInt(random.bits());
    if (kind === 1) return random.pick([0n, -1n, 1n << 63n, (1n << 63n) - 1n, 1n << 40n]);
    return BigInt(random.below(kind < 5 ? 100 : 3_000_000));
  }

  #scribble(): void {
    const view = new DataView(this.#memory.buffer);
    const at = this.random.below(64) * 8;
    view.setUint32(at, this.random.below(8192), true);
    view.setUint32(at + 4, this.random.chance(1, 16) ? this.random.bits() : this.random.below(4096), true);
  }

  #growMemory(): void {
    if (this.#memory.buffer.byteLength < 8 * 65_536) this.#memory.grow(1);
  }

  #checkFiles(): void {
    const files = this.#host.outputFiles();
    const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
    this.#mix(bytes);
    if (bytes > limits.diskMib * 2 ** 20) this.result.faults.push(`files of ${bytes} bytes`);
    if (files.length > limits.fileCount) this.result.faults.push(`${files.length} files`);
    const outside = files.find(({ path }) => path.startsWith("/") || path.split("/").includes(".."));
    if (outside) this.result.faults.push(`a file at ${outside.path}`);
  }

  #mix(value: number): void {
    this.result.digest = (Math.imul(this.result.digest, 31) + value) | 0;
  }
}
