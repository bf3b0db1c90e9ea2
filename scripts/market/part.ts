import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, type Home } from "./home";
import { forgetPart, marker, notePart } from "./orphans";

/** A process of the market: how it is started, and how it is known to be well. */
export type PartPlan = {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string>;
  logFile: string;
  cwd?: string;
  /** Puts in order what a killed process may have left, before each start. */
  beforeStart?: () => void;
  /** Resolves true when the part does its work. */
  isReady: () => Promise<boolean>;
  /** How long the first start may take. */
  patienceMs?: number;
  /** What asks it to stop in order. */
  stopSignal?: NodeJS.Signals;
};

export type Part = { name: string; pid: () => number | undefined; stop: () => Promise<void> };

const restartAfterMs = [200, 1_000, 3_000, 10_000];
/** A part that lived for so long was well: its next death is a first one. */
const wellAfterMs = 15_000;

/**
 * Starts a part, waits until it is ready, and from then on starts it again whenever it dies. It runs in
 * a process group of its own, so that Ctrl-C reaches only the supervisor and parts stop in order.
 */
export async function startPart(home: Home, plan: PartPlan, tell: (line: string) => void): Promise<Part> {
  let child: ChildProcess = launch(home, plan);
  let stopping = false;
  let deaths = 0;
  let launchedMs = performance.now();
  const again = async (code: number | null, signal: NodeJS.Signals | null): Promise<void> => {
    if (stopping) return;
    if (performance.now() - launchedMs > wellAfterMs) deaths = 0;
    const pauseMs = restartAfterMs[Math.min(deaths++, restartAfterMs.length - 1)]!;
    tell(`${plan.name} ended (${signal ?? `code ${code}`}); it is started again. Its log: ${plan.logFile}`);
    await sleep(pauseMs);
    if (stopping) return;
    child = launch(home, plan);
    launchedMs = performance.now();
    watch();
  };
  const watch = () => child.once("exit", (code, signal) => void again(code, signal));
  await untilReady(plan, () => child);
  watch();
  return {
    name: plan.name,
    pid: () => child.pid,
    stop: async () => {
      stopping = true;
      await stopProcess(child.pid, plan.stopSignal ?? "SIGTERM");
      forgetPart(home, plan.name);
    },
  };
}

function launch(home: Home, { name, command, args, env, logFile, cwd, beforeStart }: PartPlan): ChildProcess {
  beforeStart?.();
  const log = openSync(logFile, "a");
  // PORT and HOST were said to the market, and every part would take them for its own.
  const { PORT: _, HOST: __, ...inherited } = process.env;
  const child = spawn(command, args, {
    cwd,
    env: { ...inherited, ...env, [marker]: home.folder },
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  notePart(home, name, child.pid);
  return child;
}

async function untilReady(plan: PartPlan, child: () => ChildProcess): Promise<void> {
  const until = Date.now() + (plan.patienceMs ?? 60_000);
  while (Date.now() < until) {
    if (child().exitCode !== null || child().signalCode !== null)
      throw new Error(
        `${plan.name} ended while starting (code ${child().exitCode ?? child().signalCode}). Its log: ${plan.logFile}`,
      );
    if (await plan.isReady().catch(() => false)) return;
    await sleep(100);
  }
  await stopProcess(child().pid, "SIGKILL");
  throw new Error(
    `${plan.name} was not ready within ${(plan.patienceMs ?? 60_000) / 1000} s. Its log: ${plan.logFile}`,
  );
}

/** Asks a process group to stop, and makes it after ten seconds. */
export async function stopProcess(pid: number | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!pid || !isAlive(pid)) return;
  send(pid, signal);
  for (let waited = 0; waited < 10_000 && isAlive(pid); waited += 25) await sleep(25);
  if (isAlive(pid)) send(pid, "SIGKILL");
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    if (isAlive(pid)) process.kill(pid, signal); // It leads no group of its own.
  }
}
