import "server-only";
import { and, desc, eq, lte, or } from "drizzle-orm";
import { encodeFunctionData } from "viem";
import { sameTab } from "@/db/queries/same-tab";
import { chainHeads, chainTabTotals } from "@/db/schema/chain";
import { relays, vouchers } from "@/db/schema/money";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import type { Tab } from "@/lib/leases/tab";
import { queueRelay } from "@/server/chain/queue-relay";
import type { Context } from "@/server/context";

/** Hands the newest voucher of a tab to the contract, if it shows more than what was paid. Anyone could send the same. */
export async function redeemTab(ctx: Context, { customer, operator, feeBps }: Tab): Promise<void> {
  const tab = { customer, operator, feeBps };
  const [voucher] = await ctx.db
    .select()
    .from(vouchers)
    .where(sameTab(vouchers, tab))
    .orderBy(desc(vouchers.cumulative))
    .limit(1);
  // Before the sum: what the indexer knew then, it knows in the sum.
  const [head] = await ctx.db.select({ number: chainHeads.number }).from(chainHeads);
  const [total] = await ctx.db
    .select({ redeemed: chainTabTotals.redeemed })
    .from(chainTabTotals)
    .where(sameTab(chainTabTotals, tab));
  if (!voucher || voucher.cumulative <= (total?.redeemed ?? 0n)) return;
  const { cumulative, sessionKey, signature } = voucher;
  const data = encodeFunctionData({
    abi: escrowAbi,
    functionName: "redeemTab",
    args: [{ ...tab, cumulative }, sessionKey, signature],
  });
  const id = `redeem:${customer}:${operator}:${feeBps}:${cumulative}`;
  // What failed may pass now: the chain went back and did not know the session, or there was no balance. What was
  // mined in a block that the indexer has seen and did not pay was in a block that is gone.
  await ctx.db
    .update(relays)
    .set({ state: "queued", nonce: null, signed: null, hash: null, block: null, failure: null })
    .where(
      and(
        eq(relays.id, id),
        or(eq(relays.state, "failed"), and(eq(relays.state, "mined"), lte(relays.block, head?.number ?? 0))),
      ),
    );
  await queueRelay(ctx.db, {
    id,
    to: ctx.env.deployment.contracts.escrow,
    data,
    at: ctx.now,
  });
}
