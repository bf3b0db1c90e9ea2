import type { RunEnd } from "./outcome";
import type { InputFile } from "./run-input";
import { RunStop } from "./run-stop";
import type { OutputSink } from "./wasi/output-streams";
import { WasiHost, type FuelMeter, type WasiWorld } from "./wasi/wasi-host";
import { wasiModule } from "./wasi/signatures";
import type { MeteredModule } from "./wasm/compile-module";
import { unsupported } from "./wasm/refuse";
import { hostMemoryMark } from "./wasm/rewrite-function";
import { meterExports } from "./wasm/rewrite-module";

/**
 * How deep a workload may call, in words of eight bytes. Part of the result, and small enough that it is
 * used up before the stack of any engine is: Chromium gives its workers 500 KB, and this is 320 KiB.
 */
export const commandStackWords = 40_960n;

/** How a run ended, as the engine's side of it knows: the agent adds hashes and wall time. */
export type EndedRun = {
  end: RunEnd;
  exitCode: number | null;
  detail: string | null;
  /** Null when the device failed, because then it says nothing about the workload. */
  fuelUsed: bigint | null;
  memoryPeakBytes: number;
  /** What it wrote, sorted by path. The bytes are views of the host's memory. */
  files: InputFile[];
};

/** A run under way, as what drives a module sees it. */
export type Guest = { exports: Record<string, WebAssembly.ExportValue> };

export type MeteredJob = {
  compiled: MeteredModule;
  world: WasiWorld;
  sink: OutputSink;
  /** Functions besides WASI's or instead of them, by module and name. */
  imports?: (host: WasiHost) => WebAssembly.Imports;
  /** How deep it may call, where an engine needs more than a command. */
  stackWords?: bigint;
  /** Calls what is to run and gives its exit code. */
  drive: (guest: Guest) => number;
};

/** Throws WORKLOAD_UNSUPPORTED when the module begins with more memory than it is granted. */
export function checkMemory({ memoryPagesMin }: MeteredModule, { memoryMib }: { memoryMib: number }): void {
  if (memoryPagesMin > memoryMib * pagesPerMib)
    unsupported(
      `it begins with ${Math.ceil(memoryPagesMin / 16)} MiB of memory, and ${memoryMib} were ordered`,
    );
}

/** Runs a command from its beginning to its end. Blocks for as long as that takes, and never throws. */
export function runCommand(job: Omit<MeteredJob, "drive">): EndedRun {
  return runMetered({
    ...job,
    drive: ({ exports }) => {
      (exports._start as () => void)();
      return 0;
    },
  });
}

/** Runs what `drive` calls, under the limits of its world. Blocks for as long as that takes, and never throws. */
export function runMetered(job: MeteredJob): EndedRun {
  const { compiled, world, sink, imports, drive, stackWords = commandStackWords } = job;
  const { limits } = world;
  let meters: Meters | undefined;
  let host: WasiHost | undefined;
  let exitCode: number | null = null;
  let ended: Ended;
  try {
    host = new WasiHost(world, sink);
    const more = imports?.(host) ?? {};
    const { exports } = new WebAssembly.Instance(compiled.module, {
      ...more,
      [wasiModule]: { ...host.imports, ...more[wasiModule] },
    });
    meters = metersOf(exports);
    meters.stack.value = stackWords;
    meters.pages.value = least(meters.pages.value, BigInt(limits.memoryMib * pagesPerMib));
    host.attach(exports.memory as WebAssembly.Memory | undefined, meters.fuel);
    (exports[meterExports.start] as (() => void) | undefined)?.();
    exitCode = drive({ exports });
    ended = { end: "exit", detail: null };
  } catch (error) {
    ended = whyEnded(error, meters);
    if (error instanceof RunStop) exitCode = error.exitCode;
  }
  const failed = ended.end === "sandbox-failed";
  return {
    ...ended,
    exitCode,
    fuelUsed: failed ? null : limits.fuel - most(meters?.fuel.value ?? limits.fuel, 0n),
    memoryPeakBytes: meters?.memory?.buffer.byteLength ?? 0,
    files: failed ? [] : (host?.outputFiles() ?? []),
  };
}

const pagesPerMib = 16;

type Meters = {
  fuel: FuelMeter;
  stack: { value: bigint };
  pages: { value: bigint };
  memory: WebAssembly.Memory | undefined;
};

function metersOf(exports: WebAssembly.Exports): Meters {
  const meter = (name: string) => exports[name] as unknown as { value: bigint };
  return {
    fuel: meter(meterExports.fuel),
    stack: meter(meterExports.stack),
    pages: meter(meterExports.pages),
    memory: exports.memory as WebAssembly.Memory | undefined,
  };
}

type Ended = { end: RunEnd; detail: string | null };

function whyEnded(error: unknown, meters: Meters | undefined): Ended {
  if (error instanceof RunStop) return { end: error.end, detail: null };
  if (meters && meters.stack.value < 0n) return { end: "stack-depth", detail: null };
  if (meters?.fuel.value === hostMemoryMark)
    return { end: "sandbox-failed", detail: "the device had less memory left than it granted" };
  if (meters && meters.fuel.value < 0n) return { end: "out-of-fuel", detail: null };
  if (error instanceof WebAssembly.RuntimeError) return { end: "trap", detail: error.message };
  return { end: "sandbox-failed", detail: error instanceof Error ? error.message : String(error) };
}

const least = (a: bigint, b: bigint) => (a < b ? a : b);
const most = (a: bigint, b: bigint) => (a > b ? a : b);
