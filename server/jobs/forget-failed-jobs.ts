import "server-only";
import { sql } from "drizzle-orm";
import type { Context } from "@/server/context";

/**
 * Drops jobs that are never tried again. Every task of ours comes again by itself: a job that failed for good,
 * or whose key went to a newer one while it ran, has nothing left to do but to look like a fault that lasts.
 */
export async function forgetFailedJobs({ db }: Pick<Context, "db">, before: Date): Promise<void> {
  await db.execute(sql`
    select graphile_worker.complete_jobs(array_agg(id))
    from graphile_worker._private_jobs
    where attempts >= max_attempts and locked_at is null and updated_at < ${before.toISOString()}::timestamptz
    having count(*) > 0`);
}
