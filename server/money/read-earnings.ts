import "server-only";
import { and, desc, eq, isNotNull, sql } from "drizzle-orm";
import type { z } from "zod";
import { readPayments } from "@/db/queries/payments";
import { chainOperators } from "@/db/schema/chain";
import { devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { tabs } from "@/db/schema/money";
import type { earningsSchema } from "@/lib/api/earnings";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";

const sum = (column: typeof leases.cost) => sql<string>`coalesce(sum(${column}), 0)`;

/** What the signed-in operator's devices earned: accrued by leases, signed for by customers, paid by the contract. */
export async function readEarnings(ctx: Context): Promise<z.input<typeof earningsSchema>> {
  const operator = requireWallet(ctx);
  const billed = and(eq(leases.operator, operator), isNotNull(leases.accruedTo));
  const day = sql<string>`to_char(${leases.endedAt} at time zone 'UTC', 'YYYY-MM-DD')`;
  const counted = sql<number>`count(*)::int`;
  const [[totals], [onChain], days, perDevice, payments] = await Promise.all([
    ctx.db
      .select({
        accrued: sql<string>`coalesce(sum(${tabs.accrued}), 0)`,
        vouchered: sql<string>`coalesce(sum(${tabs.vouchered}), 0)`,
      })
      .from(tabs)
      .where(eq(tabs.operator, operator)),
    ctx.db.select().from(chainOperators).where(eq(chainOperators.operator, operator)),
    ctx.db
      .select({ day, accrued: sum(leases.cost), leases: counted })
      .from(leases)
      .where(billed)
      .groupBy(day)
      .orderBy(day),
    ctx.db
      .select({ device: devices.id, name: devices.name, accrued: sum(leases.cost), leases: counted })
      .from(leases)
      .innerJoin(devices, eq(devices.id, leases.device))
      .where(billed)
      .groupBy(devices.id, devices.name)
      .orderBy(desc(sum(leases.cost))),
    readPayments(ctx.db, operator, undefined, 100),
  ]);
  return {
    accrued: BigInt(totals?.accrued ?? 0),
    vouchered: BigInt(totals?.vouchered ?? 0),
    paid: onChain?.earned ?? 0n,
    fees: onChain?.fees ?? 0n,
    withdrawn: onChain?.withdrawn ?? 0n,
    credited: onChain?.credited ?? 0n,
    days,
    devices: perDevice,
    payments: payments
      .filter(({ kind }) => kind !== "credit")
      .map(({ transaction, at, amount, fee }) => ({
        transaction,
        at: new Date(at * 1000).toISOString(),
        paid: amount - fee,
        fee,
      })),
  };
}
