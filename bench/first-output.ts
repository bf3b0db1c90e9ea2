import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineDriver } from "@/agent/sandbox/container/container-driver";
import { makeDrivers } from "@/agent/sandbox/make-drivers";
import { nodeMachine } from "@/agent/node-machine";
import { openOwnEngine, ownEngines, type OwnEngineName } from "@/agent/sandbox/testing/own-engine";
import { scriptRun, start, wasmRun } from "@/agent/sandbox/testing/run-once";
import { command } from "@/lib/sandbox/testing/assemble";
import type { SandboxDriver } from "@/agent/sandbox/driver";
import type { RunInput } from "@/lib/sandbox/run-input";

/**
 * From a lease in hand to its first byte of output, with a warm runner waiting and without one, and how
 * long past its limit a run lives: `npm run bench:first-output -- [runs]`.
 */
const [runs = 50] = process.argv.slice(2).map(Number);
const p95MsMax = { wasm: 200, script: Infinity, container: 400, gvisor: 1_000 };
const killMsMax = 250;

const hello = {
  data: { 0: new Uint8Array(Uint32Array.of(64, 6).buffer), 64: "hello\n" },
};
const say = "i32.const 1 i32.const 0 i32.const 1 i32.const 32 call fd_write drop";
const inputs = { wasm: wasmRun(command(say, hello)), script: scriptRun("console.log('hello')") };

const home = mkdtempSync(join(tmpdir(), "ambit-bench-"));
for (const warm of [true, false]) {
  const drivers = await makeDrivers(home, { warmRunners: warm ? 1 : 0 });
  for (const kind of ["wasm", "script"] as const) {
    const driver = drivers[kind] as SandboxDriver;
    const times: number[] = [];
    for (let i = 0; i < runs; i++) times.push(await firstOutputMs(driver, inputs[kind], warm));
    report(`${kind}, ${warm ? "warm" : "cold"}`, times, warm ? p95MsMax[kind] : Infinity);
  }
  if (warm) await reportKills(drivers.wasm);
  await Promise.all([drivers.wasm.close(), drivers.script.close()]);
}
rmSync(home, { recursive: true, force: true });
await reportContainers();

async function firstOutputMs<Input extends RunInput>(
  driver: SandboxDriver<Input>,
  input: Input,
  warm: boolean,
): Promise<number> {
  // Leases come when they come, and by then the next runner is up.
  if (warm) await new Promise((resolve) => setTimeout(resolve, 400));
  const began = performance.now();
  const { run, heard } = await start(driver, input);
  await heard("stdout", "hello");
  const took = performance.now() - began;
  await run.collect();
  await run.destroy();
  return took;
}

async function reportContainers(): Promise<void> {
  for (const name of Object.keys(ownEngines) as OwnEngineName[]) await reportContainersOf(name);
}

async function reportContainersOf(name: OwnEngineName): Promise<void> {
  const own = await openOwnEngine(name);
  if ("missing" in own) return console.log(`SKIPPED: container, ${name}: ${own.missing}`);
  const driver = new EngineDriver({ tried: own.tried, clock: nodeMachine, agent: "bench" });
  const { args, input, limits } = inputs.wasm;
  const given = { args, input, limits, env: {}, cpuMillis: 1000, gpus: 0 };
  const run = { kind: "container", image: own.image, command: ["/bin/echo", "hello"], ...given } as const;
  const times: number[] = [];
  for (let i = 0; i < runs; i++) times.push(await firstOutputMs(driver, run, false));
  report(`container, ${name}`, times, name === "gvisor" ? p95MsMax.gvisor : p95MsMax.container);
  await own.close();
}

async function reportKills(driver: SandboxDriver<ReturnType<typeof wasmRun>>): Promise<void> {
  const wallMs = 200;
  const endless = wasmRun(command("loop br 0 end"), { limits: { wallMs } });
  const times: number[] = [];
  for (let i = 0; i < Math.min(runs, 20); i++) {
    const { run } = await start(driver, endless);
    const began = performance.now();
    await run.collect();
    await run.destroy();
    times.push(performance.now() - began - wallMs);
  }
  report("killed past its limit by", times, killMsMax);
}

function report(what: string, times: number[], p95Max: number): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  const [p50, p95] = [at(0.5), at(0.95)];
  const allowed = p95Max === Infinity ? "" : ` (allowed ${p95Max} ms)`;
  console.log(`${what}: p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms${allowed}, ${times.length} runs`);
  if (p95 > p95Max) process.exitCode = 1;
}
