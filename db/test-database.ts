import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { inject } from "vitest";
import { connect, type DbClient } from "./client";

/** A database of its own for one test file: a clone of the migrated template. Call `drop` when done. */
export async function testDatabase(): Promise<DbClient & { url: string; drop: () => Promise<void> }> {
  const template = inject("postgresUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const admin = postgres(template.replace(/\/[^/]+$/, "/postgres"), { max: 1, onnotice: () => undefined });
  await admin`create database ${admin(name)} template ambit_template`;
  const url = template.replace(/\/[^/]+$/, `/${name}`);
  const client = connect(url, { name: "ambit-test" });
  const drop = async () => {
    await client.close();
    await admin`drop database ${admin(name)} with (force)`;
    await admin.end();
  };
  return { ...client, url, drop };
}
