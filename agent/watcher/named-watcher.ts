import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const fileOf = (home: string) => join(home, "watcher");

/** Which watcher looks after the containers of a home's agents: that of the newest. Undefined if there is none. */
export function namedWatcher(home: string): string | undefined {
  try {
    return readFileSync(fileOf(home), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Names one that is to be started. Whichever was named before has no say any more. */
export function nameWatcher(home: string): string {
  const name = randomUUID();
  writeFileSync(fileOf(home), name, { mode: 0o600 });
  return name;
}
