import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, afterEach, expect, test, vi } from "vitest";
import { bundle } from "@/agent/bundle";
import { nodeMachine } from "@/agent/node-machine";
import { EngineDriver } from "@/agent/sandbox/container/container-driver";
import { openOwnEngine, type OwnEngine } from "@/agent/sandbox/testing/own-engine";
import { start } from "@/agent/sandbox/testing/run-once";
import { limitsOf } from "@/lib/sandbox/limits";
import { nameWatcher } from "./named-watcher";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let own: OwnEngine | { missing: string };
let home: string;
beforeAll(async () => {
  own = await openOwnEngine("podman");
  if ("missing" in own) own = await openOwnEngine("docker");
});
afterAll(async () => {
  if ("close" in own) await own.close();
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "ambit-agent-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Where no engine can run this is skipped, and says why. */
const testOnEngine = (title: string, run: (engine: OwnEngine) => Promise<void>) =>
  test(title, async ({ skip }) => ("missing" in own ? skip(own.missing) : run(own)));

testOnEngine("removes the containers of its own agent when that one is gone", async (engine) => {
  const [ours, foreign] = [await sleeping(engine, "ours"), await sleeping(engine, "another's")];
  const watcher = await watch(engine, nameWatcher(home));
  // So far the agent lives, which holds the other end.
  watcher.stdin!.end();
  expect(await once(watcher, "exit")).toEqual([0, null]);
  expect(await ours.collect()).not.toMatchObject({ end: "exit", exitCode: 0 });
  expect((await foreign.stats()).outputBytes).toBe(0);
  await foreign.destroy();
});

testOnEngine("leaves them to the watcher of an agent that came later", async (engine) => {
  const ours = await sleeping(engine, "ours");
  const watcher = await watch(engine, nameWatcher(home));
  nameWatcher(home);
  watcher.stdin!.end();
  expect(await once(watcher, "exit")).toEqual([0, null]);
  expect((await ours.stats()).outputBytes).toBe(0);
  await ours.destroy();
});

// ---------------------------------------------------------------------------------------------

/** A container of an agent that would run for ever. */
async function sleeping({ tried, image }: OwnEngine, agent: string) {
  const limits = limitsOf({ memoryMib: 64, diskMib: 16, wallMs: 600_000 });
  const given = { args: [], env: {}, input: new Uint8Array(), cpuMillis: 1000, gpus: 0, limits };
  const driver = new EngineDriver({ tried, clock: nodeMachine, agent });
  const { run } = await start(driver, {
    kind: "container",
    image,
    command: ["/bin/sleep", "1000"],
    ...given,
  });
  return run;
}

/** The watcher of an agent that was last heard long ago: what it left running has no time any more. */
async function watch({ tried }: OwnEngine, name: string): Promise<ChildProcess> {
  const program = join(home, "watcher.cjs");
  writeFileSync(program, await bundle(new URL("main.ts", import.meta.url)));
  const { socketPath } = tried.engine.client;
  return spawn(process.execPath, [program, home, name, socketPath, "ours"], {
    stdio: ["pipe", "inherit", "inherit"],
  });
}
