import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { Logger as QueueLogger, run, type TaskList, type WorkerEvents } from "graphile-worker";
import type { Context } from "@/server/context";
import { openGateway } from "@/server/gateway";
import { freeDeadWorkers, showAlive, type WorkerConnection } from "./dead-workers";
import { enqueue, enqueueMatchWaiting, enqueueSendRelays, type TaskName, type Tasks } from "./enqueue";
import { tasks } from "./tasks";

const gateway = await openGateway("jobs");

/** Each job gets its own instant and its own id in the log, as a request does. */
const taskList = Object.fromEntries(
  Object.keys(tasks).map((name) => {
    const task = name as TaskName;
    return [
      name,
      async (payload: unknown) => {
        const ctx: Context = {
          ...gateway,
          actor: { kind: "gateway" },
          now: new Date(),
          requestId: randomUUID(),
          log: gateway.log.child({ task }),
        };
        await tasks[task](ctx, payload as Tasks[typeof task] as never);
      },
    ];
  }),
) as TaskList;

// At the start, and whenever the way to the database was lost and is there again.
const events: WorkerEvents = new EventEmitter();
events.on("pool:listen:success", ({ workerPool, client }) => {
  begin(workerPool.id, client).catch((error: unknown) =>
    gateway.log.warn({ error: String(error) }, "work did not begin; the next connection tries again"),
  );
});

const runner = await run({
  connectionString: gateway.env.DATABASE_URL,
  concurrency: 4,
  pollInterval: 1000,
  noHandleSignals: true,
  taskList,
  events,
  // What comes again by itself is set going once a minute too, should its chain ever have broken.
  crontab:
    "* * * * * free-dead-workers\n* * * * * redeem-open-tabs\n* * * * * sweep-leases ?jobKey=sweep-leases\n* * * * * follow-registry ?jobKey=follow-registry\n*/10 * * * * tidy-up\n*/10 * * * * take-snapshot\n* * * * * send-relays ?jobKey=send-relays&queue=relayer\n* * * * * match-waiting ?jobKey=match-waiting&queue=match-waiting",
  logger: new QueueLogger((scope) => (level, message, meta) => {
    if (level === "error" || level === "warning") gateway.log.warn({ ...scope, ...meta }, message);
  }),
});

gateway.log.info("jobs are running");

const stop = async (): Promise<void> => {
  await runner.stop();
  await gateway.close();
  process.exit(0);
};
process.once("SIGTERM", () => void stop());
process.once("SIGINT", () => void stop());

async function begin(workerPool: string, client: WorkerConnection): Promise<void> {
  await showAlive(client, workerPool);
  await freeDeadWorkers(gateway);
  await enqueue(gateway.db, "sweep-leases", {}, { key: "sweep-leases" });
  await enqueue(gateway.db, "follow-registry", {}, { key: "follow-registry" });
  await enqueueSendRelays(gateway.db);
  await enqueueMatchWaiting(gateway.db);
}
