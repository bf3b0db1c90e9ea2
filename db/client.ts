import "server-only";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { type Client, Pool, type PoolClient } from "pg";
import { NoConnectionError } from "./unreachable";

export type Db = NodePgDatabase;

/** A transaction, or the database outside of one: what a query needs. */
export type Executor = Db | Parameters<Parameters<Db["transaction"]>[0]>[0];

export type DbClient = { db: Db; close: () => Promise<void> };

/**
 * A pool of connections. `name` shows in pg_stat_activity, so that a leak has an owner. Postgres may go
 * and come back: whatever was being asked fails, and what is asked afterwards is answered on new connections.
 */
export function connect(
  url: string,
  { max = 10, name = "ambit" }: { max?: number; name?: string } = {},
): DbClient {
  const pool = new LastingPool({
    connectionString: url,
    max,
    application_name: name,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: 30_000,
    keepAlive: true,
  });
  // An idle connection was cut: nobody waits for it, and the pool has dropped it already.
  pool.on("error", () => undefined);
  return { db: drizzle(pool, { casing: "snake_case" }), close: () => pool.end() };
}

type Connected = (error: Error | undefined, client: PoolClient | undefined, done: () => void) => void;

/**
 * Gives a connection back by itself when it is cut while somebody holds it. drizzle takes one for each
 * transaction and returns it only if `begin` was answered, and an `error` event that nobody listens to
 * ends the process (https://node-postgres.com/apis/client#error).
 */
class LastingPool extends Pool {
  override connect(): Promise<PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<PoolClient> | void {
    // The pool's own `query` comes this way, and does the same.
    if (callback) return super.connect(callback);
    return super.connect().then(returnedWhenCut, (cause: unknown) => {
      throw new NoConnectionError(cause);
    });
  }
}

function returnedWhenCut(client: PoolClient): PoolClient {
  const release = client.release.bind(client);
  let isReturned = false;
  const returnOnce = (error?: Error | boolean): void => {
    if (isReturned) return;
    isReturned = true;
    (client as unknown as Client).off("error", returnOnce);
    release(error);
  };
  client.on("error", returnOnce);
  client.release = returnOnce;
  return client;
}
