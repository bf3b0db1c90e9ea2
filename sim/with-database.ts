import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@/db/free-port";
import { startPostgres } from "@/db/embedded-postgres";
import { migrate } from "@/db/migrate";

/** Small tables, asked the same things for ever: to plan a query costs more than to run it. */
const settings = "-c plan_cache_mode=force_generic_plan -c jit=off";

/**
 * Gives the work a fresh, migrated database in a Postgres of its own: an index reads again what may have changed
 * while any transaction of the same Postgres is open, so that strangers in it would make a seed another one.
 */
export async function withDatabase(work: (url: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ambit-sim-"));
  chmodSync(folder, 0o711); // Postgres runs as another user where we are root, and has to get in.
  const cluster = await startPostgres({
    dataDir: join(folder, "postgres"),
    port: await freePort(),
    database: "sim",
    logFile: join(folder, "postgres.log"),
    durable: false,
  });
  try {
    await migrate(cluster.url);
    await work(`${cluster.url}?options=${encodeURIComponent(settings)}`);
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
