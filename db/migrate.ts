import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { migrate as applyMigrations } from "drizzle-orm/node-postgres/migrator";
import { runMigrations as migrateJobQueue } from "graphile-worker";
import { connect } from "./client";

const folder = fileURLToPath(new URL("./migrations", import.meta.url));

/** Brings the database and its job queue to the newest schema. Two at once wait for each other: the lock is the database's. */
export async function migrate(url: string): Promise<void> {
  // One connection, kept until the end: the lock is its session's.
  const { db, close } = connect(url, { max: 1, name: "ambit-migrate" });
  try {
    await db.execute(sql`select pg_advisory_lock(hashtext('ambit-migrate'))`);
    await applyMigrations(db, { migrationsFolder: folder });
    await migrateJobQueue({ connectionString: url });
  } finally {
    await close();
  }
}
