import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openWatcher } from "./open-watcher";

vi.mock("node:child_process", { spy: true });

const silent = () => undefined;
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "ambit-agent-"));
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(watchers().map(end));
  rmSync(home, { recursive: true, force: true });
});

test("a watcher that fails and then ends is followed by one", async () => {
  const close = await open();
  const [first] = watchers();
  first!.emit("error", new Error("it could not be asked to stop"));
  first!.emit("exit", 1, null);
  await vi.runAllTimersAsync();
  expect(watchers()).toHaveLength(2);
  close();
});

test("none is started after the end", async () => {
  const close = await open();
  watchers()[0]!.emit("exit", 1, null);
  close();
  await vi.runAllTimersAsync();
  expect(watchers()).toHaveLength(1);
});

// ---------------------------------------------------------------------------------------------

async function open() {
  const outliving = { socketPath: join(home, "no-engine.sock"), agent: "ours" };
  const close = await openWatcher(home, outliving, { info: silent, warn: silent, error: silent });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  return close;
}

/** Every watcher that was started, in order. Other processes are those of the bundler. */
const watchers = () =>
  vi
    .mocked(spawn)
    .mock.results.map(({ value }) => value as ChildProcess)
    .filter(({ spawnargs }) => spawnargs.includes(join(home, "watcher.cjs")));

async function end(watcher: ChildProcess): Promise<void> {
  if (watcher.exitCode !== null || watcher.signalCode !== null) return;
  const ended = once(watcher, "exit");
  watcher.kill("SIGKILL");
  await ended;
}
