import { setTimeout as sleep } from "node:timers/promises";
import { startPostgres, type EmbeddedPostgresOptions } from "@/db/embedded-postgres";
import { isAlive } from "./home";

export type KeptDatabase = { name: string; url: string; stop: () => Promise<void> };

/** Starts Postgres, and starts it again on the same port whenever it dies: everything else waits for it meanwhile. */
export async function keepDatabase(
  options: EmbeddedPostgresOptions,
  tell: (line: string) => void,
): Promise<KeptDatabase> {
  let server = await startPostgres(options);
  const port = Number(new URL(server.url).port);
  let stopping = false;
  // While processes of the dead server still hold its memory, the new one does not start.
  const startAgain = async (): Promise<typeof server> => {
    for (;;) {
      try {
        return await startPostgres({ ...options, port });
      } catch (error) {
        if (stopping) throw error;
        tell(`database does not start yet: ${(error as Error).message}`);
        await sleep(1_000);
      }
    }
  };
  const watching = (async () => {
    while (!stopping) {
      await sleep(200);
      if (stopping || isAlive(server.pid)) continue;
      tell(`database ended; it is started again. Its log: ${options.logFile}`);
      server = await startAgain();
    }
  })();
  return {
    name: "database",
    url: server.url,
    stop: async () => {
      stopping = true;
      await watching.catch(() => undefined);
      await server.stop();
    },
  };
}
