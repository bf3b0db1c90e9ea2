import { sql, type Column, type SQL } from "drizzle-orm";
import { MarketError } from "@/lib/errors";

/** Where a page of a list that runs from new to old ended: the instant and the id of its last item. */
export function cursorAt(instant: string, id: string): string {
  return `${instant}_${id}`;
}

/** What comes after the cursor; everything when there is none. Throws INPUT_INVALID for one that we did not make. */
export function olderThan(at: Column, id: Column, cursor: string | undefined): SQL | undefined {
  if (cursor === undefined) return undefined;
  const [instant, last] = cursor.split("_");
  if (!instant || !last || Number.isNaN(Date.parse(instant)))
    throw new MarketError("INPUT_INVALID", { path: "cursor", detail: "not a cursor of this list" });
  return sql`(${at}, ${id}) < (${instant}::timestamptz, ${last})`;
}

/** The same for a list whose ids sort by age. */
export function olderThanId(id: Column, cursor: string | undefined): SQL | undefined {
  return cursor === undefined ? undefined : sql`${id} < ${cursor}`;
}
