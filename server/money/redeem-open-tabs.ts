import "server-only";
import { gt, sql } from "drizzle-orm";
import { sameTab } from "@/db/queries/same-tab";
import { chainTabTotals } from "@/db/schema/chain";
import { tabs } from "@/db/schema/money";
import type { Context } from "@/server/context";
import { redeemTab } from "./redeem-tab";

const tabsAtOnce = 200;

/** Hands in every voucher that the chain has not paid, however it was lost: a payment never waits for the next voucher. */
export async function redeemOpenTabs(ctx: Context): Promise<void> {
  const open = await ctx.db
    .select({ customer: tabs.customer, operator: tabs.operator, feeBps: tabs.feeBps })
    .from(tabs)
    .leftJoin(chainTabTotals, sameTab(chainTabTotals, tabs))
    .where(gt(tabs.vouchered, sql`coalesce(${chainTabTotals.redeemed}, 0)`))
    // Chance, so that some that cannot be paid do not keep others from their turn.
    .orderBy(sql`random()`)
    .limit(tabsAtOnce);
  for (const tab of open) await redeemTab(ctx, tab);
}
