import { and, asc, eq, inArray, or } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { insertRows } from "@/db/insert-rows";
import { stateChanges } from "@/db/schema/leases";
import type { ReasonCode, ReasonFacts } from "@/lib/reasons";

export type NewStateChange = {
  noun: "order" | "lease" | "device" | "session-key";
  id: string;
  from: string | null;
  to: string;
  reason: ReasonCode;
  facts?: ReasonFacts;
  actor: string;
  at: Date;
};

/** Writes changes into the reason ledger, in the transaction that makes them and in their order. */
export async function recordChange(tx: Executor, ...changes: NewStateChange[]): Promise<void> {
  await insertRows(
    tx,
    stateChanges,
    changes.map((change) => ({ ...change, facts: change.facts ?? {} })),
  );
}

/** The ledger of some things, oldest first. */
export async function readTimeline(
  db: Executor,
  of: readonly { noun: NewStateChange["noun"]; ids: string[] }[],
) {
  const about = of
    .filter(({ ids }) => ids.length > 0)
    .map(({ noun, ids }) => and(eq(stateChanges.noun, noun), inArray(stateChanges.id, ids)));
  if (about.length === 0) return [];
  return db
    .select()
    .from(stateChanges)
    .where(or(...about))
    .orderBy(asc(stateChanges.sequence))
    .limit(500);
}
