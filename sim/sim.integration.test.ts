import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** Whatever the machine is busy with: a seed takes seconds on a quiet one. */
const patienceMs = 600_000;

test("a few seeds break nothing, and a seed replays to the last event", { timeout: patienceMs }, async () => {
  expect(await sim("--seeds", "2", "--minutes", "1")).toMatch(
    / 2 seeds, 0 failed: [1-9]\d* orders on [1-9]\d* leases/,
  );
  expect(await sim("--seed", "7", "--minutes", "1")).toMatch(/: the same\n/);
});

/** What it says, also when it found something: that is what a reader of the failure needs. */
async function sim(...args: string[]): Promise<string> {
  const run = promisify(execFile)(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "sim/main.ts", ...args],
    { cwd: fileURLToPath(new URL("..", import.meta.url)) },
  );
  const { stdout, stderr } = await run.catch((failed: { stdout: string; stderr: string }) => failed);
  return stdout + stderr;
}
