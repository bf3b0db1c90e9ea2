import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
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

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
