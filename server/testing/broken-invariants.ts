import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";

/** Everything that must hold of the database at any moment, whatever happened: money and capacity are conserved. */
export async function brokenInvariants({ db }: { db: Db }): Promise<string[]> {
  const { rows } = await db.execute<{ broken: string }>(sql`
    select 'reserved of ' || a.customer as broken from accounts a
      where a.reserved <> (select coalesce(sum(o.reserved), 0) from orders o where o.customer = a.customer)
    union all
    select 'session ' || s.key from session_keys s
      where s.reserved <> (select coalesce(sum(o.reserved), 0) from orders o where o.session_key = s.key)
         or s.spent <> (select coalesce(sum(l.cost), 0) from leases l where l.session_key = s.key)
    union all
    select 'tab ' || t.customer from tabs t
      where t.accrued <> (select coalesce(sum(l.cost), 0) from leases l where l.customer = t.customer and l.operator = t.operator and l.fee_bps = t.fee_bps)
    union all
    select 'capacity of ' || d.id from devices d join device_capacity c on c.device = d.id
      where c.cpu_millis_free <> (d.offered->>'cpuMillis')::int - (
        select coalesce(sum((o.spec->'resources'->>'cpuMillis')::int), 0)
        from leases l join orders o on o.id = l."order" where l.device = d.id and l.state <> 'ended')
    union all
    select 'order without reason ' || id from orders where reason is null
    union all
    select 'ended order holds money ' || id from orders where state = 'ended' and reserved <> 0`);
  return rows.map((row) => row.broken);
}
