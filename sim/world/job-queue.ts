import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { freeDeadWorkers } from "@/server/jobs/dead-workers";
import { enqueue, enqueueMatchWaiting, enqueueSendRelays } from "@/server/jobs/enqueue";
import { sendRelays } from "@/server/chain/send-relays";
import { sweepLeases } from "@/server/leases/sweep-leases";
import { redeemTab } from "@/server/money/redeem-tab";
import { matchWaiting } from "@/server/orders/match-waiting";
import type { Context } from "@/server/context";
import type { Process } from "./gateway";
import { pause, wallMs } from "./schedule";

/** What the worker does; what else is asked of it has nothing to do with leases. */
const tasks = {
  "sweep-leases": sweepLeases,
  "match-waiting": (ctx: Context) => matchWaiting(ctx),
  "redeem-tab": redeemTab,
  "send-relays": sendRelays,
} as const;

type Job = { id: string; task: string; payload: never };

/**
 * The worker: graphile-worker's tables by the world's clock. Jobs of one queue go one after the other, a
 * job that fails comes again, and what a killed worker held is given back when the next one starts.
 */
export async function runJobs(worker: Process, db: Db): Promise<void> {
  const ctx = () => worker.ctx({ kind: "gateway" });
  await freeDeadWorkers({ db });
  await enqueue(db, "sweep-leases", {}, { key: "sweep-leases" });
  await enqueueMatchWaiting(db);
  await enqueueSendRelays(db);
  void everyMinute();
  while (worker.life.alive) {
    const job = await takeJob(db, worker.life.name);
    if (job) void doJob(job).catch(() => undefined);
    await pause(job ? 20 : 1_000, "jobs");
  }

  /** As the crontab of the real one has it. What hands in lost payments is left out: it would hide that one was lost. */
  async function everyMinute(): Promise<void> {
    while (worker.life.alive) {
      await pause(60_000, "another minute");
      await enqueueMatchWaiting(db);
      await enqueueSendRelays(db);
    }
  }

  async function doJob({ id, task, payload }: Job): Promise<void> {
    try {
      if (task in tasks) await tasks[task as keyof typeof tasks](ctx(), payload);
    } catch {
      // Killed: whoever comes next finds it locked. Else it is tried again.
      if (worker.life.alive)
        await db.execute(sql`update graphile_worker._private_jobs set locked_at = null, locked_by = null,
          run_at = ${at(2_000)} where id = ${id}`);
      return;
    }
    if (worker.life.alive) await db.execute(sql`delete from graphile_worker._private_jobs where id = ${id}`);
  }
}

const at = (ms: number) => sql`${new Date(wallMs() + ms).toISOString()}::timestamptz`;

async function takeJob(db: Db, worker: string): Promise<Job | undefined> {
  const { rows } = await db.execute<Job>(sql`
    with next as (
      select job.id, task.identifier as task, job.payload
      from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id
      where job.locked_at is null and job.run_at <= ${at(0)}
        and not exists (select 1 from graphile_worker._private_jobs other
          where other.job_queue_id = job.job_queue_id and other.locked_at is not null)
      order by job.run_at, job.id limit 1)
    update graphile_worker._private_jobs job set locked_at = ${at(0)}, locked_by = ${worker}
    from next where job.id = next.id returning job.id, next.task, next.payload`);
  return rows[0];
}
