import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { freePort } from "./free-port";
import { startPostgres } from "./embedded-postgres";
import { migrate } from "./migrate";

declare module "vitest" {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

/** One cluster for all integration tests, with one migrated template that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), "ambit-test-"));
  chmodSync(home, 0o711);
  const cluster = await startPostgres({
    dataDir: join(home, "postgres"),
    port: await freePort(),
    database: "ambit_template",
    logFile: join(home, "postgres.log"),
    durable: false,
  });
  await migrate(cluster.url);
  project.provide("postgresUrl", cluster.url);
  return async () => {
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  };
}
