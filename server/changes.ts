import "server-only";
import { sql } from "drizzle-orm";
import type postgres from "postgres";
import type { Executor } from "@/db/client";

const channel = "ambit_changes";

/**
 * Wakes whoever waits for something to change, on this gateway or another. It carries no data: the
 * woken one reads the state again, so that a lost or doubled wake-up costs nothing but time.
 */
export type Changes = {
  /** Resolves true on the next change of the topic, false after `ms` or when the signal aborts. */
  next: (topic: string, ms: number, signal?: AbortSignal) => Promise<boolean>;
  close: () => Promise<void>;
};

/** Says, when the transaction commits, that the topic changed. */
export async function notify(tx: Executor, topic: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${channel}, ${topic})`);
}

/** Listens on one connection for all topics of this process. */
export async function listenForChanges(client: postgres.Sql): Promise<Changes> {
  const waiting = new Map<string, Set<() => void>>();
  const wake = (topic: string) => waiting.get(topic)?.forEach((resolve) => resolve());
  // After a lost connection anything may have changed: everybody looks again.
  const subscription = await client.listen(channel, wake, () => [...waiting.keys()].forEach(wake));
  return {
    next: (topic, ms, signal) =>
      new Promise((resolve) => {
        const waiters = waiting.get(topic) ?? new Set();
        waiting.set(topic, waiters);
        const done = (changed: boolean) => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", stop);
          waiters.delete(woken);
          if (waiters.size === 0 && waiting.get(topic) === waiters) waiting.delete(topic);
          resolve(changed);
        };
        const woken = () => done(true);
        const stop = () => done(false);
        const timer = setTimeout(stop, ms);
        waiters.add(woken);
        if (signal?.aborted) stop();
        else signal?.addEventListener("abort", stop, { once: true });
      }),
    close: () => subscription.unlisten(),
  };
}

export const topics = {
  lease: (id: string) => `lease:${id}`,
  device: (id: string) => `device:${id}`,
  relay: (id: string) => `relay:${id}`,
};
