import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentLog } from "@/lib/agent/machine";
import type { Journal } from "@/lib/agent/outbox";
import type { AgentEvent } from "@/lib/api/agent";
import { toJson } from "@/lib/to-json";

/**
 * Keeps the ends of leases in a folder of the agent's home, a file for each. Where nothing can be written, as
 * on a full disk, its operator hears of it: the end is sent all the same, and only a crash would lose it.
 */
export function openJournal(home: string, log: AgentLog): Journal {
  const folder = join(home, "outbox");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (id: string) => join(folder, `${id}.json`);
  return {
    kept: readKept(folder),
    // Written beside and renamed, so that a crash leaves a whole file or none.
    keep: (id, events) => {
      const draft = `${fileOf(id)}.draft`;
      try {
        writeFileSync(draft, toJson(events), { mode: 0o600 });
        renameSync(draft, fileOf(id));
      } catch (error) {
        log.error({ error: String(error) }, "the end of a lease could not be written down");
      }
    },
    forget: (id) => rmSync(fileOf(id), { force: true }),
  };
}

function readKept(folder: string): AgentEvent[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as AgentEvent | AgentEvent[]);
}
