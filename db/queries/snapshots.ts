import { desc, gt, sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { marketSnapshots } from "@/db/schema/network";

export type Snapshot = typeof marketSnapshots.$inferSelect;

/** Keeps a snapshot; one that stands already stays. */
export async function keepSnapshot(db: Executor, snapshot: Snapshot): Promise<void> {
  await db.insert(marketSnapshots).values(snapshot).onConflictDoNothing();
}

/** Every snapshot since an instant, the oldest first. */
export function readSnapshots(db: Executor, since: Date): Promise<Snapshot[]> {
  return db.select().from(marketSnapshots).where(gt(marketSnapshots.at, since)).orderBy(marketSnapshots.at);
}

/** The last snapshot of each UTC day since an instant, the oldest first. */
export async function readDailySnapshots(db: Executor, since: Date): Promise<Snapshot[]> {
  const day = sql`(${marketSnapshots.at} at time zone 'UTC')::date`;
  const rows = await db
    .selectDistinctOn([day])
    .from(marketSnapshots)
    .where(gt(marketSnapshots.at, since))
    .orderBy(desc(day), desc(marketSnapshots.at));
  return rows.reverse();
}
