import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";

/**
 * What this registry is called and no other: the cluster and the history that it is on (a restored backup
 * begins a new one), the database, the table. Transaction numbers mean nothing in another.
 */
export async function readRegistryName(db: Executor): Promise<string> {
  const { rows } = await db.execute<{ name: string }>(sql`
    select concat_ws(' ', (select system_identifier from pg_control_system()),
      (select timeline_id from pg_control_checkpoint()),
      (select oid from pg_database where datname = current_database()), 'device_changes'::regclass::oid) as name`);
  return rows[0]!.name;
}
