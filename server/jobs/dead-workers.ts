import "server-only";
import { sql } from "drizzle-orm";
import type { Context } from "@/server/context";

/** The connection on which a worker listens. */
export type WorkerConnection = { query: (text: string, values: string[]) => Promise<unknown> };

/**
 * A worker that is killed leaves its jobs and queues locked, and graphile-worker gives them up only after
 * four hours. So each worker holds an advisory lock named after it on the connection on which it listens:
 * Postgres lets go of it the moment that connection ends.
 */
export async function showAlive(client: WorkerConnection, workerPool: string): Promise<void> {
  await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [workerPool]);
}

/** Gives back what workers hold that are not alive. Jobs may be done twice, so one that is given back too early does no harm. */
export async function freeDeadWorkers({ db }: Pick<Context, "db">): Promise<void> {
  await db.execute(sql`
    select graphile_worker.force_unlock_workers(array_agg(holder))
    from (
      select locked_by as holder from graphile_worker._private_jobs where locked_by is not null
      union select locked_by from graphile_worker._private_job_queues where locked_by is not null
    ) as holders
    where pg_try_advisory_xact_lock(hashtextextended(holder, 0))
    having count(*) > 0`);
}
