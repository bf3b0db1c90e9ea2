import { and, asc, count, eq, gt, gte, lt, max, sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { leases } from "@/db/schema/leases";
import { priceDays } from "@/db/schema/network";

const dayMs = 86_400_000;
const daysShown = 90;

/** An end is dated before it is committed, and by clocks that differ a little: so long after its midnight a day is complete. */
const completeMs = 3_600_000;

/**
 * By UTC day, the last ninety: how many leases ended that cost something, and what they cost together. Days that
 * are over are read as they were kept, and added up from the leases while nobody kept them.
 */
export async function readPriceDays(db: Executor, at: Date) {
  const first = firstShown(at);
  const kept = await db
    .select()
    .from(priceDays)
    .where(gte(priceDays.day, dayOf(first)))
    .orderBy(asc(priceDays.day));
  const open = await sums(db, dayAfter(kept.at(-1)?.day) ?? first);
  return [...kept, ...open];
}

/** Keeps the sums of the days that are over. Twice, or two at once, do what one does. */
export async function keepPriceDays(db: Executor, at: Date): Promise<void> {
  const [last] = await db.select({ day: max(priceDays.day) }).from(priceDays);
  const since = Math.max(dayAfter(last?.day)?.getTime() ?? 0, firstShown(at).getTime());
  const over = await sums(db, new Date(since), midnightBefore(new Date(at.getTime() - completeMs)));
  if (over.length > 0) await db.insert(priceDays).values(over).onConflictDoNothing();
}

function sums(db: Executor, since: Date, until?: Date) {
  const day = sql<string>`(${leases.endedAt} at time zone 'UTC')::date::text`;
  const { state, endedAt, cost } = leases;
  return db
    .select({ day, leases: count(), cost: sql`sum(${cost})`.mapWith(BigInt) })
    .from(leases)
    .where(and(eq(state, "ended"), gte(endedAt, since), until && lt(endedAt, until), gt(cost, 0n)))
    .groupBy(day)
    .orderBy(day);
}

const midnightBefore = (at: Date) => new Date(Math.floor(at.getTime() / dayMs) * dayMs);
const firstShown = (at: Date) => new Date(midnightBefore(at).getTime() - (daysShown - 1) * dayMs);
const dayOf = (midnight: Date) => midnight.toISOString().slice(0, 10);
const dayAfter = (day: string | null | undefined) => (day ? new Date(Date.parse(day) + dayMs) : undefined);
