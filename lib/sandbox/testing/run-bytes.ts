import { defaultLimits } from "@/lib/sandbox/limits";
import { runCommand, type EndedRun } from "@/lib/sandbox/run-metered";
import type { WasiWorld } from "@/lib/sandbox/wasi/wasi-host";
import { compileCommand } from "@/lib/sandbox/wasm/compile-module";

export type WorldChanges = Partial<Omit<WasiWorld, "limits">> & { limits?: Partial<WasiWorld["limits"]> };

/** A world with the default limits, an empty input and a fixed seed, but for what is changed. */
export function testWorld({ limits, ...changes }: WorldChanges = {}): WasiWorld {
  return {
    args: ["workload"],
    env: {},
    input: new Uint8Array(),
    files: [],
    seed: new Uint8Array(32).fill(7),
    startsAtMs: 1_700_000_000_000,
    limits: { ...defaultLimits, fuel: 100_000_000n, ...limits },
    ...changes,
  };
}

export type TestRun = EndedRun & { stdout: string; stderr: string };

/** Runs a command in this process, which is for modules of our own only. */
export function runBytes(bytes: Uint8Array, changes: WorldChanges = {}): TestRun {
  const output = { stdout: "", stderr: "" };
  const ended = runCommand({
    compiled: compileCommand(bytes),
    world: testWorld(changes),
    sink: (stream, chunk) => {
      output[stream] += Buffer.from(chunk).toString("latin1");
    },
  });
  return { ...ended, ...output };
}
