import "server-only";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";

export type Db = PostgresJsDatabase;

/** A transaction, or the database outside of one: what a query needs. */
export type Executor = Db | Parameters<Parameters<Db["transaction"]>[0]>[0];

export type DbClient = { db: Db; sql: postgres.Sql; close: () => Promise<void> };

/** A pool of connections. `name` shows in pg_stat_activity, so that a leak has an owner. */
export function connect(
  url: string,
  { max = 10, name = "ambit" }: { max?: number; name?: string } = {},
): DbClient {
  const sql = postgres(url, { max, connection: { application_name: name }, onnotice: () => undefined });
  return { db: drizzle(sql, { casing: "snake_case" }), sql, close: () => sql.end({ timeout: 5 }) };
}
