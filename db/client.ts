import "server-only";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Client, Pool, type PoolClient } from "pg";

export type Db = NodePgDatabase;

/** A transaction, or the database outside of one: what a query needs. */
export type Executor = Db | Parameters<Parameters<Db["transaction"]>[0]>[0];

export type DbClient = { db: Db; close: () => Promise<void> };

/**
 * A pool of connections. `name` shows in pg_stat_activity, so that a leak has an owner. Postgres may go
 * and come back: what is being asked fails (see `isUnreachable`), what is asked later gets new connections.
 */
export function connect(
  url: string,
  { max = 10, name = "ambit" }: { max?: number; name?: string } = {},
): DbClient {
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: name,
    Client: LastingClient,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: 30_000,
    keepAlive: true,
  });
  // An idle connection was cut. Nobody waits for it, and the pool has dropped it.
  pool.on("error", () => undefined);
  return { db: drizzle(pool, { casing: "snake_case" }), close: () => pool.end() };
}

type Release = PoolClient["release"];

/**
 * Goes back to its pool by itself when it is cut while somebody holds it: drizzle takes a connection for
 * each transaction and gives it back only if `begin` was answered. And an `error` event that nobody listens
 * to ends the process, so somebody listens from the first moment on (https://node-postgres.com/apis/client#error).
 */
class LastingClient extends Client {
  private returnOnce: Release | undefined;

  constructor(...config: ConstructorParameters<typeof Client>) {
    super(...config);
    this.on("error", (error) => this.returnOnce?.(error));
  }

  /** The pool sets it each time that it hands the connection out. */
  set release(release: Release) {
    let isReturned = false;
    this.returnOnce = (error) => {
      if (isReturned) return;
      isReturned = true;
      release(error);
    };
  }

  get release(): Release | undefined {
    return this.returnOnce;
  }
}
