import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What an agent tells the other commands about itself, in a file of its home. */
const runningSchema = z.object({
  pid: z.int(),
  /** When that process began, as the system counts, because numbers of processes come again. */
  began: z.string(),
  startedAt: z.string(),
  gateway: z.string(),
  connected: z.boolean(),
  draining: z.boolean(),
  leases: z.array(z.string()),
  /** Why it takes nothing new by itself, in words. */
  paused: z.string().nullable().default(null),
});
export type RunningAgent = z.infer<typeof runningSchema>;

const fileOf = (home: string) => join(home, "agent.json");

/** The agent that runs on a home, or null. A file that a killed one left behind counts as nothing. */
export function findRunningAgent(home: string): RunningAgent | null {
  try {
    const found = runningSchema.parse(JSON.parse(readFileSync(fileOf(home), "utf8")));
    return beganOf(found.pid) === found.began ? found : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

export type HomeClaim = {
  update: (facts: Partial<Pick<RunningAgent, "connected" | "draining" | "leases" | "paused">>) => void;
  release: () => void;
};

/** Takes a home for this process. Throws when another agent runs on it: two would be one device in two places. */
export function claimHome(home: string, gateway: string): HomeClaim {
  const other = findRunningAgent(home);
  if (other)
    throw new Error(
      `An agent runs on ${home} already, as process ${other.pid}. Stop it, or set AMBIT_DEVICE_HOME to another folder.`,
    );
  let state: RunningAgent = {
    pid: process.pid,
    began: beganOf(process.pid),
    startedAt: new Date().toISOString(),
    gateway,
    connected: false,
    draining: false,
    leases: [],
    paused: null,
  };
  const write = () => {
    const draft = `${fileOf(home)}.draft`;
    writeFileSync(draft, JSON.stringify(state), { mode: 0o600 });
    renameSync(draft, fileOf(home));
  };
  write();
  return {
    update: (facts) => {
      state = { ...state, ...facts };
      write();
    },
    release: () => rmSync(fileOf(home), { force: true }),
  };
}

const startTicksField = 19;

/** Empty when there is no such process. Where the system does not tell when it began, only that it is there. */
function beganOf(pid: number): string {
  try {
    if (process.platform !== "linux") return process.kill(pid, 0) ? "alive" : "";
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces; fields are counted behind it.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[startTicksField] ?? "";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EPERM") return "alive";
    if (code === "ENOENT" || code === "ESRCH") return "";
    throw error;
  }
}
