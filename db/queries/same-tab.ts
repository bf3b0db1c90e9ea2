import { and, eq, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Tab } from "@/lib/leases/tab";

type TabColumns = Record<keyof Tab, PgColumn>;

/** What of a table is of this tab, or of the same tab as the rows of another table. */
export const sameTab = (table: TabColumns, { customer, operator, feeBps }: Tab | TabColumns): SQL =>
  and(eq(table.customer, customer), eq(table.operator, operator), eq(table.feeBps, feeBps))!;
