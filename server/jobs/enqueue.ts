import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import type { Tab } from "@/lib/leases/tab";

/** Every background task and what it is told. */
export type Tasks = {
  /** Sends queued transactions and sees them mined, one after the other: nonces have an order. */
  "send-relays": Record<string, never>;
  /** Hands a tab's newest voucher to the contract. */
  "redeem-tab": Tab;
  /** Ends leases whose device was silent for too long and orders that waited too long; comes again by itself. */
  "sweep-leases": Record<string, never>;
  /** Makes our registry say of each device what the contract says; comes again by itself. */
  "follow-registry": Record<string, never>;
  /** Tries the waiting orders again, oldest first. */
  "match-waiting": Record<string, never>;
  /** Keeps what the market offers and asks at this moment, for its history. */
  "take-snapshot": Record<string, never>;
  /** Hands in vouchers that the contract has not paid, in case that was lost. */
  "redeem-open-tabs": Record<string, never>;
  /** Gives back what workers hold that were killed. */
  "free-dead-workers": Record<string, never>;
  /** Drops what nobody needs any more: used nonces, old batches, ended sign-ins. */
  "tidy-up": Record<string, never>;
};

export type TaskName = keyof Tasks;

export type EnqueueOptions = {
  /** A job with this key stands in the queue once. */
  key?: string;
  runAt?: Date;
  /** Jobs of one queue run one after the other. */
  queue?: string;
  /** What to do with a job of the same key that waits: take the new time, or keep the old. */
  keyMode?: "replace" | "preserve_run_at";
};

/** Adds a job in the caller's transaction: it exists exactly if the transaction commits. */
export async function enqueue<T extends TaskName>(
  tx: Executor,
  task: T,
  payload: Tasks[T],
  options: EnqueueOptions = {},
): Promise<void> {
  const { key = null, runAt = null, queue = null, keyMode = "replace" } = options;
  await tx.execute(sql`
    select graphile_worker.add_job(
      ${task},
      payload := ${JSON.stringify(payload)}::json,
      queue_name := ${queue},
      run_at := ${runAt?.toISOString() ?? null}::timestamptz,
      job_key := ${key},
      job_key_mode := ${keyMode}
    )`);
}

export const enqueueSendRelays = (tx: Executor) =>
  enqueue(tx, "send-relays", {}, { key: "send-relays", queue: "relayer" });

/** Several changes in one moment are one pass over the waiting orders. */
export const enqueueMatchWaiting = (tx: Executor) =>
  enqueue(tx, "match-waiting", {}, { key: "match-waiting", queue: "match-waiting" });
