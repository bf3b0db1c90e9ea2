import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "@/db/test-database";
import { enqueue } from "./enqueue";
import { forgetFailedJobs } from "./forget-failed-jobs";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const hour = 3_600_000;

test("a job that failed for good is forgotten after a while, and one that is due or under way stays", async () => {
  const { db } = database;
  await enqueue(db, "tidy-up", {}, { key: "due" });
  await enqueue(db, "tidy-up", {}, { key: "failed" });
  await enqueue(db, "tidy-up", {}, { key: "last try" });
  const failedJob = sql`update graphile_worker._private_jobs set attempts = max_attempts`;
  await db.execute(sql`${failedJob} where key = 'failed'`);
  await db.execute(sql`${failedJob}, locked_at = now(), locked_by = 'worker' where key = 'last try'`);
  await forgetFailedJobs(database, new Date(Date.now() - hour));
  expect(await keys()).toEqual(["due", "failed", "last try"]);
  await forgetFailedJobs(database, new Date(Date.now() + hour));
  expect(await keys()).toEqual(["due", "last try"]);
});

test("what comes again by itself comes again after any number of failures: its key gives it new attempts", async () => {
  const { db } = database;
  await enqueue(db, "follow-registry", {}, { key: "follow-registry" });
  await db.execute(sql`
    update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'no chain' where key = 'follow-registry'`);
  // As the crontab does once a minute.
  await enqueue(db, "follow-registry", {}, { key: "follow-registry" });
  const { rows } = await db.execute<{ attempts: number; is_available: boolean }>(
    sql`select attempts, is_available from graphile_worker._private_jobs where key = 'follow-registry'`,
  );
  expect(rows).toEqual([{ attempts: 0, is_available: true }]);
});

async function keys(): Promise<string[]> {
  const { rows } = await database.db.execute<{ key: string }>(
    sql`select key from graphile_worker._private_jobs order by key`,
  );
  return rows.map(({ key }) => key);
}
