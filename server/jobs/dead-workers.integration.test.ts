import { sql } from "drizzle-orm";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "@/db/test-database";
import { freeDeadWorkers, showAlive } from "./dead-workers";

let database: Awaited<ReturnType<typeof testDatabase>>;
let living: Client;
beforeAll(async () => {
  database = await testDatabase();
  living = new Client({ connectionString: database.url });
  await living.connect();
});
afterAll(() => database.drop());

test("what a killed worker held is free at once, and what a living one holds stays its own", async () => {
  await showAlive(living, "pool-living");
  for (const worker of ["pool-living", "pool-killed"]) await lockJob(worker);
  await freeDeadWorkers(database);
  expect(await holders()).toEqual({ jobs: ["pool-living"], queues: ["pool-living"] });
  await living.end();
  await expect
    .poll(async () => {
      await freeDeadWorkers(database);
      return holders();
    })
    .toEqual({ jobs: [], queues: [] });
});

/** A job of a queue of its own that this worker took and did not finish. */
async function lockJob(worker: string): Promise<void> {
  const { db } = database;
  await db.execute(sql`select graphile_worker.add_job('match-waiting', queue_name := ${worker})`);
  await db.execute(sql`update graphile_worker._private_job_queues set locked_by = queue_name, locked_at = now()
    where queue_name = ${worker}`);
  await db.execute(sql`update graphile_worker._private_jobs set locked_by = ${worker}, locked_at = now()
    where job_queue_id = (select id from graphile_worker._private_job_queues where queue_name = ${worker})`);
}

async function holders(): Promise<{ jobs: string[]; queues: string[] }> {
  const held = async (table: string) => {
    const { rows } = await database.db.execute<{ locked_by: string }>(
      sql.raw(`select locked_by from graphile_worker.${table} where locked_by is not null`),
    );
    return rows.map((row) => row.locked_by);
  };
  return { jobs: await held("_private_jobs"), queues: await held("_private_job_queues") };
}
