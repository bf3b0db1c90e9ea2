import "server-only";
import { eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { readDeviceEarnings, readEarningDays } from "@/db/queries/earnings";
import { chainOperators } from "@/db/schema/chain";
import { tabs } from "@/db/schema/money";
import type { earningsSchema } from "@/lib/api/earnings";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";

/** What the signed-in operator's devices earned: accrued by leases, signed for by customers, paid by the contract. */
export async function readEarnings(ctx: Context): Promise<z.input<typeof earningsSchema>> {
  const operator = requireWallet(ctx);
  const [[totals], [onChain], days, devices] = await Promise.all([
    ctx.db
      .select({
        accrued: sql<string>`coalesce(sum(${tabs.accrued}), 0)`,
        vouchered: sql<string>`coalesce(sum(${tabs.vouchered}), 0)`,
      })
      .from(tabs)
      .where(eq(tabs.operator, operator)),
    ctx.db.select().from(chainOperators).where(eq(chainOperators.operator, operator)),
    readEarningDays(ctx.db, operator),
    readDeviceEarnings(ctx.db, operator),
  ]);
  return {
    accrued: BigInt(totals?.accrued ?? 0),
    vouchered: BigInt(totals?.vouchered ?? 0),
    paid: onChain?.earned ?? 0n,
    fees: onChain?.fees ?? 0n,
    withdrawn: onChain?.withdrawn ?? 0n,
    credited: onChain?.credited ?? 0n,
    days,
    devices,
  };
}
