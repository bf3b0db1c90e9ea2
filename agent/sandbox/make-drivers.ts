import { chmod, lstat, mkdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findGpus } from "@/agent/find-gpus";
import { nodeMachine } from "@/agent/node-machine";
import type { ScriptRun, WasmRun } from "@/lib/sandbox/run-input";
import { buildRunner } from "./build-runner";
import { chooseIsolation } from "./choose-isolation";
import { EngineDriver } from "./container/container-driver";
import { findEngine, type Engine } from "./container/find-engine";
import { tryEngine, type TriedEngine } from "./container/try-engine";
import type { DriverClock, SandboxCapabilities, ScriptDriver, WasmDriver } from "./driver";
import type { RunnerSetup } from "./isolation";
import { MeteredDriver } from "./metered-driver";
import { sha256 } from "./run-record";
import { Runner } from "./runner";
import { RunnerPool } from "./runner-pool";

export type SandboxDrivers = { wasm: WasmDriver; script: ScriptDriver; container?: EngineDriver };

export type DriverOptions = {
  /** Whether the operator lets containers run here, on whatever engine the machine has. */
  containers?: boolean;
  /** Runners of each kind that wait for a lease. The next is started as soon as one is taken. */
  warmRunners?: number;
};

/**
 * Opens every way to run workloads that this machine may have; `probe` tells which of them work. `home`
 * is the agent's folder.
 */
export async function makeDrivers(
  home: string,
  { warmRunners = 1, containers = false }: DriverOptions = {},
): Promise<SandboxDrivers> {
  const folder = await runnerFolder(home);
  const files = await buildRunner(folder);
  const { isolation, warnings } = await chooseIsolation({ ...files, kind: "wasm" });
  const poolOf = (kind: RunnerSetup["kind"]) =>
    isolation &&
    new RunnerPool(
      (slot) => new Runner(isolation.command(process.execPath, { ...files, kind }, slot)),
      warmRunners,
    );
  const pools = { wasm: poolOf("wasm"), script: poolOf("script") };
  for (const pool of Object.values(pools)) pool?.refill();
  const capabilities = (features: SandboxCapabilities["features"]): SandboxCapabilities => ({
    available: isolation !== null,
    grade: isolation?.grade ?? 0,
    isolation: isolation?.layers ?? [],
    features,
    warnings,
  });
  let drivers = 2;
  const close = async (pool: RunnerPool | null) => {
    await pool?.close();
    drivers -= 1;
    if (drivers === 0) await rm(folder, { recursive: true, force: true });
  };
  const driver = <Input extends WasmRun | ScriptRun>(
    kind: Input["kind"],
    features: SandboxCapabilities["features"],
  ) =>
    new MeteredDriver<Input>({
      kind,
      clock: nodeMachine,
      pool: pools[kind],
      capabilities: capabilities(features),
      close: () => close(pools[kind]),
    });
  return {
    wasm: driver<WasmRun>("wasm", { wasi: "preview 1" }),
    script: driver<ScriptRun>("script", { javascript: `QuickJS ${quickjsVersion()}` }),
    ...(containers && { container: await containerDriver(home) }),
  };
}

async function containerDriver(home: string): Promise<EngineDriver> {
  const agent = sha256(Buffer.from(resolve(home)));
  const engine = await findEngine();
  const tried = "missing" in engine ? engine : await tryWithGpus(engine, { clock: nodeMachine, agent });
  return new EngineDriver({ tried, clock: nodeMachine, agent });
}

async function tryWithGpus(
  engine: Engine,
  trial: { clock: DriverClock; agent: string },
): Promise<TriedEngine> {
  const { gpus, warnings } = await findGpus();
  const tried = await tryEngine(engine, { ...trial, gpus });
  return "missing" in tried ? tried : { ...tried, warnings: [...warnings, ...tried.warnings] };
}

/**
 * Where runners read their code. An agent that is root gives them users who cannot enter its own folder, so
 * it takes one in a place that anybody may write to, always the same for one home, and only if it is its own.
 */
async function runnerFolder(home: string): Promise<string> {
  const isRoot = process.getuid?.() === 0;
  const folder = isRoot
    ? join(tmpdir(), `ambit-runner-${sha256(Buffer.from(resolve(home))).slice(0, 16)}`)
    : join(home, "runner");
  await mkdir(folder, { recursive: !isRoot, mode: 0o755 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const found = await lstat(folder);
  if (!found.isDirectory() || (isRoot && found.uid !== 0))
    throw new Error(`${folder} belongs to somebody else. Remove it, and start again.`);
  if (isRoot) await chmod(folder, 0o755);
  return folder;
}

function quickjsVersion(): string {
  const { version } = createRequire(import.meta.url)("quickjs-wasi/package.json") as { version: string };
  return version;
}
