import { readFile } from "node:fs/promises";

/** What a process and everything below it use. Zeros where the system does not tell (only Linux does here). */
export type ProcessStats = { cpuMs: number; memoryBytes: number };

/** Linux counts in these, whatever its own tick is. */
const ticksPerSecond = 100;
const pageBytes = 4096;

export async function processStats(pid: number): Promise<ProcessStats> {
  const [own, children] = await Promise.all([ownStats(pid), childrenOf(pid)]);
  const below = await Promise.all(children.map(processStats));
  return below.reduce(
    (sum, { cpuMs, memoryBytes }) => ({
      cpuMs: sum.cpuMs + cpuMs,
      memoryBytes: sum.memoryBytes + memoryBytes,
    }),
    own,
  );
}

async function ownStats(pid: number): Promise<ProcessStats> {
  const text = await readOrEmpty(`/proc/${pid}/stat`);
  // The name in parentheses may hold spaces; fields are counted behind it.
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [user = 0, system = 0, pages = 0] = [fields[11], fields[12], fields[21]];
  return { cpuMs: ((user + system) * 1000) / ticksPerSecond, memoryBytes: pages * pageBytes };
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readOrEmpty(`/proc/${pid}/task/${pid}/children`);
  return text.split(" ").filter(Boolean).map(Number);
}

const readOrEmpty = (path: string) => readFile(path, "utf8").catch(() => "");
