import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "@/db/test-database";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** Whatever the machine is busy with: a seed takes seconds on a quiet one. */
const patienceMs = 600_000;

test("a few seeds break nothing, and a seed replays to the last event", { timeout: patienceMs }, async () => {
  expect(await sim("--seeds", "2", "--minutes", "1")).toMatch(/ 2 seeds, 0 failed/);
  expect(await sim("--seed", "7", "--minutes", "1")).toMatch(/: the same\n/);
});

async function sim(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "sim/main.ts", ...args],
    {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      env: { ...process.env, SIM_DATABASE_URL: database.url },
    },
  );
  return stdout;
}
