import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { freePort } from "@/db/free-port";
import type { testDatabase } from "@/db/test-database";
import type { World } from "./world";

export type Indexer = Awaited<ReturnType<typeof startIndexer>>;

/** Starts the indexer as the market does, with tables of its own and the views of the app, and waits until it is ready. */
export async function startIndexer(world: World, { db, url }: Awaited<ReturnType<typeof testDatabase>>) {
  const folder = mkdtempSync(join(tmpdir(), "ambit-indexer-"));
  const deploymentFile = join(folder, "deployment.json");
  writeFileSync(deploymentFile, JSON.stringify(world.deployment));
  const port = await freePort();
  const indexer = spawn(
    process.execPath,
    [
      "node_modules/ponder/dist/esm/bin/ponder.js",
      "--root=indexer",
      "start",
      "--schema=chain_test",
      "--views-schema=chain",
      `--port=${port}`,
      "--hostname=127.0.0.1",
    ],
    {
      env: {
        ...process.env,
        DATABASE_URL: url,
        CHAIN_RPC_URL: world.rpcUrl,
        DEPLOYMENT_FILE: deploymentFile,
        PONDER_TELEMETRY_DISABLED: "true",
      },
      stdio: process.env.TEST_LOG ? "inherit" : "ignore",
    },
  );
  const stop = async () => {
    if (indexer.exitCode === null && indexer.signalCode === null) {
      indexer.kill("SIGTERM");
      await new Promise((resolve) => indexer.once("exit", resolve));
      // It leaves a lock that the next one would wait out, in case it still ran. It does not.
      await db.execute(
        sql`update chain_test._ponder_meta set value = jsonb_set(value::jsonb, '{is_locked}', '0') where key = 'app'`,
      );
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let waited = 0; waited < 600; waited++) {
    if (
      await fetch(`http://127.0.0.1:${port}/ready`).then(
        (response) => response.ok,
        () => false,
      )
    )
      return { stop };
    if (indexer.exitCode !== null) throw new Error(`The indexer ended with ${indexer.exitCode}.`);
    await sleep(200);
  }
  await stop();
  throw new Error("The indexer was not ready within 2 min.");
}
