import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { Client } from "pg";
import type { Executor } from "@/db/client";

const channel = "ambit_changes";

/** How long after a lost connection, or an attempt that failed, the next one begins. */
const againAfterMs = 250;

/**
 * Wakes whoever waits for something to change, on this gateway or another. It carries no data: the
 * woken one reads the state again, so that a lost or doubled wake-up costs nothing but time.
 */
export type Changes = {
  /** Resolves true on the next change of the topic, false after `ms` or when the signal aborts. */
  next: (topic: string, ms: number, signal?: AbortSignal) => Promise<boolean>;
  close: () => Promise<void>;
};

/** Says, when the transaction commits, that the topics changed. */
export async function notify(tx: Executor, ...changed: string[]): Promise<void> {
  await tx.execute(
    sql`select pg_notify(${channel}, topic) from unnest(${sql.param(changed)}::text[]) as topic`,
  );
}

/** Listens on a connection of its own for all topics of this process. Throws if there is none to begin with. */
export async function listenForChanges(url: string): Promise<Changes> {
  const waiting = new Map<string, Set<() => void>>();
  const wake = (topic: string) => waiting.get(topic)?.forEach((resolve) => resolve());
  // After a lost connection anything may have changed: everybody looks again.
  const listening = await keepListening(url, wake, () => [...waiting.keys()].forEach(wake));
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
    close: listening.close,
  };
}

/** One connection that listens; when it is cut another takes its place, however long that takes. */
async function keepListening(
  url: string,
  onTopic: (topic: string) => void,
  onAgain: () => void,
): Promise<{ close: () => Promise<void> }> {
  let isClosed = false;
  let listener = await openListener(url, onTopic);
  const follow = async (): Promise<void> => {
    for (;;) {
      await listener.lost;
      await sleep(againAfterMs, undefined, { ref: false });
      if (isClosed) return;
      // While Postgres is away the lost one stays in its place, and so it is tried again.
      const next = await openListener(url, onTopic).catch(() => undefined);
      if (!next) continue;
      listener = next;
      if (isClosed) await listener.client.end();
      onAgain();
    }
  };
  void follow();
  return {
    close: async () => {
      isClosed = true;
      await listener.client.end();
    },
  };
}

async function openListener(
  url: string,
  onTopic: (topic: string) => void,
): Promise<{ client: Client; lost: Promise<void> }> {
  const client = new Client({ connectionString: url, application_name: "ambit-listen", keepAlive: true });
  const lost = new Promise<void>((resolve) => client.once("end", resolve));
  client.on("notification", ({ payload }) => onTopic(payload ?? ""));
  // What is asked gets the error itself, and the end follows.
  client.on("error", () => undefined);
  await client.connect();
  await client.query(`listen ${channel}`);
  return { client, lost };
}

export const topics = {
  lease: (id: string) => `lease:${id}`,
  device: (id: string) => `device:${id}`,
  relay: (id: string) => `relay:${id}`,
};
