import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { inject } from "vitest";
import { connect, type DbClient } from "./client";

/** A database of its own for one test file: a clone of the migrated template. Call `drop` when done. */
export async function testDatabase(): Promise<DbClient & { url: string; drop: () => Promise<void> }> {
  const template = inject("postgresUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const admin = connect(template.replace(/\/[^/]+$/, "/postgres"), { max: 1 });
  await admin.db.execute(sql`create database ${sql.identifier(name)} template ambit_template`);
  const url = template.replace(/\/[^/]+$/, `/${name}`);
  const client = connect(url, { name: "ambit-test" });
  const drop = async () => {
    await client.close();
    await admin.db.execute(sql`drop database ${sql.identifier(name)} with (force)`);
    await admin.close();
  };
  return { ...client, url, drop };
}
