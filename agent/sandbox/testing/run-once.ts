import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogChunk, LogStream, PreparedRun, SandboxDriver, SandboxRun } from "@/agent/sandbox/driver";
import { makeDrivers, type SandboxDrivers } from "@/agent/sandbox/make-drivers";
import { sha256 } from "@/agent/sandbox/run-record";
import { limitsOf, type SandboxLimits } from "@/lib/sandbox/limits";
import type { Outcome } from "@/lib/sandbox/outcome";
import type { RunInput, ScriptRun, WasmRun } from "@/lib/sandbox/run-input";

/** Drivers of this machine, and how to get rid of them. */
export async function openTestDrivers(): Promise<{ drivers: SandboxDrivers; close: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), "ambit-test-"));
  const drivers = await makeDrivers(home);
  const close = async () => {
    await Promise.all([drivers.wasm.close(), drivers.script.close()]);
    await rm(home, { recursive: true, force: true });
  };
  return { drivers, close };
}

type Changes<Input> = Partial<Omit<Input, "limits">> & { limits?: Partial<SandboxLimits> };

const given = {
  args: [],
  input: new Uint8Array(),
  seed: new Uint8Array(32).fill(7),
  startsAtMs: 1_700_000_000_000,
};
const limits = limitsOf({ memoryMib: 64, diskMib: 8, wallMs: 30_000 });

export function wasmRun(module: Uint8Array, changes: Changes<WasmRun> = {}): WasmRun {
  return {
    kind: "wasm",
    module,
    sha256: sha256(module),
    env: {},
    files: [],
    ...given,
    ...changes,
    limits: { ...limits, ...changes.limits },
  };
}

export function scriptRun(text: string, changes: Changes<ScriptRun> = {}): ScriptRun {
  const source = new TextEncoder().encode(text);
  return {
    kind: "script",
    language: "javascript",
    source,
    sha256: sha256(source),
    ...given,
    ...changes,
    limits: { ...limits, ...changes.limits },
  };
}

export type Started = {
  run: SandboxRun;
  chunks: LogChunk[];
  /** Everything that one stream has carried so far. */
  text: (stream: LogStream) => string;
  /** Waits until a stream has carried this text. */
  heard: (stream: LogStream, text: string) => Promise<void>;
};

let leases = 0;

/** Prepares and starts a run, and listens to it. */
export async function start<Input extends RunInput>(
  driver: SandboxDriver<Input>,
  input: Input,
): Promise<Started> {
  return startPrepared(await driver.prepare(input));
}

export async function startPrepared(prepared: PreparedRun): Promise<Started> {
  const chunks: LogChunk[] = [];
  const waiting = new Set<() => void>();
  const text = (stream: LogStream) =>
    Buffer.concat(chunks.filter((chunk) => chunk.stream === stream).map(({ bytes }) => bytes)).toString();
  leases += 1;
  const lease = { leaseId: `lease-${leases}`, epoch: 1, deadlineMs: performance.now() + 3_600_000 };
  const run = await prepared.start(lease, (chunk) => {
    chunks.push(chunk);
    for (const look of waiting) look();
  });
  const heard = (stream: LogStream, wanted: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!text(stream).includes(wanted)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { run, chunks, text, heard };
}

/** Runs to the end and cleans up. */
export async function runOnce<Input extends RunInput>(
  driver: SandboxDriver<Input>,
  input: Input,
): Promise<Outcome & { out: string; err: string }> {
  const { run, text } = await start(driver, input);
  const outcome = await run.collect();
  await run.destroy();
  return { ...outcome, out: text("stdout"), err: text("stderr") };
}
