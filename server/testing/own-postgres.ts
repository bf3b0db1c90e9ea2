import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@/db/free-port";
import { connect } from "@/db/client";
import { startPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from "@/db/embedded-postgres";
import { migrate } from "@/db/migrate";

export type OwnPostgres = Awaited<ReturnType<typeof ownPostgres>>;

/** A migrated, durable Postgres that may be killed, on a port that it comes back to. */
export async function ownPostgres() {
  const home = mkdtempSync(join(tmpdir(), "ambit-own-"));
  chmodSync(home, 0o711);
  const options = {
    dataDir: join(home, "postgres"),
    port: await freePort(),
    database: "ambit",
    logFile: join(home, "postgres.log"),
  };
  let server = await startPostgres(options);
  const { url } = server;
  await migrate(url);
  return {
    url,
    /** Every process of it at once, as when its machine loses power. Comes back with `start`. */
    kill: () => process.kill(-server.pid, "SIGKILL"),
    start: async () => {
      server = await startAgain(options);
    },
    /** As `testDatabase` gives one. */
    makeDatabase: async () => {
      const client = connect(url, { max: 20, name: "ambit-test" });
      return { ...client, url, drop: client.close };
    },
    stop: async () => {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** While processes of the one that was killed still hold its memory, the next one does not start. */
async function startAgain(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startPostgres(options);
    } catch (error) {
      if (attempt === 20) throw error;
      await sleep(500);
    }
  }
}
