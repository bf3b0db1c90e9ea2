import type { SandboxLimits } from "@/lib/sandbox/limits";
import type { InputFile } from "@/lib/sandbox/run-input";
import { RunStop } from "@/lib/sandbox/run-stop";
import { costs } from "@/lib/sandbox/wasm/costs";
import { CallRefused, errno } from "./errno";
import { fileCalls } from "./file-calls";
import { FileTree, type FileNode } from "./file-tree";
import { GuestMemory } from "./guest-memory";
import type { HostContext } from "./host-context";
import { OpenFiles } from "./open-files";
import { OutputStreams, type OutputSink, type OutputStream } from "./output-streams";
import { pathCalls } from "./path-calls";
import { pollCalls } from "./poll-calls";
import { processCalls } from "./process-calls";
import { SeededRandom } from "./seeded-random";
import { wasiSignatures, type WasiCalls, type WasiName } from "./signatures";
import { VirtualClock } from "./virtual-clock";

/** Raised with every change that a workload could notice. Part of the result. */
export const hostVersion = 1;

/** What the workload is given: all of the world that it can reach. */
export type WasiWorld = {
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  input: Uint8Array;
  files: readonly InputFile[];
  seed: Uint8Array;
  startsAtMs: number;
  limits: Omit<SandboxLimits, "wallMs">;
};

/** The meter that the rewritten module exports: fuel left, read and written from both sides. */
export type FuelMeter = { value: bigint };

const utf8 = new TextEncoder();
const zeroTerminated = (text: string) => utf8.encode(`${text.replaceAll("\0", "")}\0`);

/**
 * A deterministic host for one run of a WASI preview-1 module: files in memory, time that runs on fuel,
 * seeded randomness, no network, a limit on everything. It touches nothing outside its arguments, so the
 * same input gives the same output bytes, files, fuel and end in Node, in a browser and at a verifier.
 *
 * Calls pay fuel like instructions do, plus one unit for eight bytes moved. A pointer outside memory is
 * answered with an errno and never throws into the workload. What ends the run is a `RunStop`.
 */
export class WasiHost {
  /** What the module imports from `wasi_snapshot_preview1`. */
  readonly imports: Record<string, (...args: (number | bigint)[]) => number>;
  readonly #memory = new GuestMemory();
  readonly #tree: FileTree;
  readonly #inputFiles = new Map<FileNode, string>();
  readonly #clock: VirtualClock;
  readonly #output: OutputStreams;
  #fuel: FuelMeter;
  #callsLeft: number;

  /** Throws a `CallRefused` when the limits do not hold the input files: see `check-run-input.ts`. */
  constructor(world: WasiWorld, sink: OutputSink) {
    const { limits } = world;
    this.#fuel = { value: limits.fuel };
    this.#callsLeft = limits.hostCalls;
    const clock = new VirtualClock(world.startsAtMs, () => limits.fuel - this.#fuel.value);
    this.#clock = clock;
    this.#output = new OutputStreams(limits.outputBytes, sink);
    // Two more than the workload may make: `/` and `/tmp`.
    const treeLimits = { bytes: limits.diskMib * 2 ** 20, nodes: limits.fileCount + 2 };
    this.#tree = new FileTree(treeLimits, () => clock.wallNs());
    this.#tree.createDirectory(this.#tree.root, "tmp");
    for (const { path, bytes } of world.files) this.#inputFiles.set(this.#tree.put(path, bytes), path);
    this.imports = this.#importsOf({
      clock,
      memory: this.#memory,
      tree: this.#tree,
      open: new OpenFiles(this.#tree, limits.openFiles),
      output: this.#output,
      random: new SeededRandom(world.seed),
      input: world.input,
      args: world.args.map(zeroTerminated),
      env: Object.keys(world.env)
        .sort()
        .map((name) => zeroTerminated(`${name}=${world.env[name]}`)),
      payForBytes: (bytes) => this.#payForBytes(bytes),
    });
  }

  /** Connects the host to the instance that it serves, before any of its code runs. */
  attach(memory: WebAssembly.Memory | undefined, fuel: FuelMeter): void {
    if (memory) this.#memory.attach(memory);
    fuel.value = this.#fuel.value;
    this.#fuel = fuel;
  }

  /** Writes for a workload that has an engine around it, as if it had called itself. */
  write(stream: OutputStream, bytes: Uint8Array): void {
    this.#enter();
    this.#payForBytes(bytes.length);
    this.#output.write(stream, bytes);
  }

  /** Sleeps for such a workload. */
  sleep(ns: bigint): void {
    this.#enter();
    this.#clock.sleep(ns);
  }

  /** What the workload made or changed, by path, without `/tmp`. The bytes are views. */
  outputFiles(): InputFile[] {
    return [...this.#tree.files()]
      .filter(([path, file]) => !path.startsWith("tmp/") && !this.#isInput(path, file))
      .map(([path, file]) => ({ path, bytes: file.bytes.subarray(0, file.length) }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  #isInput(path: string, file: FileNode): boolean {
    return file.untouched && this.#inputFiles.get(file) === path;
  }

  #importsOf(context: HostContext) {
    const calls: WasiCalls = {
      ...processCalls(context),
      ...fileCalls(context),
      ...pathCalls(context),
      ...pollCalls(context),
    };
    return Object.fromEntries(
      (Object.keys(wasiSignatures) as WasiName[]).map((name) => [name, this.#guard(name, calls[name])]),
    );
  }

  /** Counts and charges a call, makes its numbers unsigned, and turns a refusal into its errno. */
  #guard(name: WasiName, call: WasiCalls[WasiName]) {
    const run = call as (...args: (number | bigint)[]) => void;
    const is64 = Array.from(wasiSignatures[name], (letter) => letter === "I");
    return (...args: (number | bigint)[]): number => {
      this.#enter();
      for (let i = 0; i < args.length; i++) {
        args[i] = is64[i] ? BigInt.asUintN(64, args[i] as bigint) : (args[i] as number) >>> 0;
      }
      try {
        run(...args);
        return errno.success;
      } catch (error) {
        if (error instanceof CallRefused) return error.errno;
        throw error;
      }
    };
  }

  #enter(): void {
    if (this.#callsLeft-- <= 0) throw new RunStop("host-call-limit");
    this.#pay(costs.hostCall);
  }

  #payForBytes(bytes: number): void {
    this.#pay(bytes >>> costs.bulkBytesShift);
  }

  #pay(units: number): void {
    const left = this.#fuel.value - BigInt(units);
    this.#fuel.value = left;
    if (left < 0n) throw new RunStop("out-of-fuel");
  }
}
