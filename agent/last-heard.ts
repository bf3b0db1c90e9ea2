import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentLog } from "@/lib/agent/machine";

/** Written no oftener: a lease that prints much is heard forty times a second. */
const everyMs = 1_000;

/** When the gateway last took what an agent of this home sent it, by this machine's time of day. */
export type LastHeard = {
  /** Unix milliseconds, of an earlier agent too; 0 if there was none. */
  at: () => number;
  keep: (at: number) => void;
};

/**
 * Kept in the home, because the gateway gives leases away whether or not an agent is there to see it. What cannot
 * be written is told: an older instant only means that leftovers are stopped sooner.
 */
export function openLastHeard(home: string, log: AgentLog): LastHeard {
  const file = join(home, "heard");
  let last = readKept(file);
  return {
    at: () => last,
    keep: (at) => {
      if (at - last < everyMs) return;
      last = at;
      try {
        writeFileSync(`${file}.draft`, `${at}`, { mode: 0o600 });
        renameSync(`${file}.draft`, file);
      } catch (error) {
        log.warn({ error: String(error) }, "when the gateway was heard could not be written down");
      }
    },
  };
}

function readKept(file: string): number {
  try {
    return Number(readFileSync(file, "utf8")) || 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
}
