import { totals } from "ponder:schema";
import type { Db } from "./place";

/** Sums that a contract keeps over everybody. µUSDC down to the fees, AMB wei from the slashes on, then epochs. */
export type TotalName =
  /** What open leases hold: deposits and covers. */
  | "held"
  | "feesBooked"
  | "feesSwept"
  | "forfeit"
  | "appealed"
  | "burned"
  | "supply"
  | "delegated"
  | "lastEpoch"
  | "lastGoodEpoch";

export async function addTotal(db: Db, name: TotalName, by: bigint): Promise<void> {
  await db
    .insert(totals)
    .values({ name, value: by })
    .onConflictDoUpdate((row) => ({ value: row.value + by }));
}

export async function setTotal(db: Db, name: TotalName, value: bigint): Promise<void> {
  await db.insert(totals).values({ name, value }).onConflictDoUpdate({ value });
}

export async function readTotal(db: Db, name: TotalName): Promise<bigint> {
  return (await db.find(totals, { name }))?.value ?? 0n;
}
