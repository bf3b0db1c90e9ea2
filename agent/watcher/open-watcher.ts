import { spawn, type ChildProcess } from "node:child_process";
import { writeFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { join } from "node:path";
import { bundle } from "@/agent/bundle";
import type { OutlivingContainers } from "@/agent/sandbox/container/container-driver";
import type { AgentLog } from "@/lib/agent/machine";
import { nameWatcher } from "./named-watcher";

/** A watcher that ended before its agent is started again after this. */
const againMs = 5_000;

/**
 * Starts the process that removes containers if this one is killed and no agent comes back in time to take them
 * up: they belong to their engine, and nothing else would ever end them. Gives what ends the watcher, for an
 * agent that has removed its containers itself.
 */
export async function openWatcher(
  home: string,
  { socketPath, agent }: OutlivingContainers,
  log: AgentLog,
): Promise<() => void> {
  const program = join(home, "watcher.cjs");
  await writeFile(program, await bundle(new URL("main.ts", import.meta.url)), { mode: 0o600 });
  let watcher: ChildProcess | undefined;
  let restart: NodeJS.Timeout | undefined;
  const start = () => {
    try {
      // Not of this terminal, which may end with all that it started, and without what only the agent may know.
      watcher = spawn(process.execPath, [program, home, nameWatcher(home), socketPath, agent], {
        detached: true,
        stdio: ["pipe", "ignore", "ignore"],
        env: {} as NodeJS.ProcessEnv,
      });
    } catch (error) {
      return again(error);
    }
    watcher.unref();
    (watcher.stdin as Socket).unref();
    watcher.once("error", again).once("exit", again);
  };
  const again = (why: unknown) => {
    // One that failed may end, too, and is followed by one.
    unhear();
    log.warn({ why: String(why) }, "the watcher over containers is started again");
    restart = setTimeout(start, againMs).unref();
  };
  const unhear = () => watcher?.off("error", again).off("exit", again);
  start();
  return () => {
    clearTimeout(restart);
    unhear()?.kill();
  };
}
