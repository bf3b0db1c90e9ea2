import "server-only";
import { and, desc, eq } from "drizzle-orm";
import { readAccount as readFigures, indexedBlock } from "@/db/queries/accounts";
import { olderThanId } from "@/db/queries/cursor";
import { chainMovements } from "@/db/schema/chain";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";

/** The signed-in wallet's money. */
export async function readAccount(ctx: Context) {
  const wallet = requireWallet(ctx);
  const [{ thawedAt, ...figures }, block] = await Promise.all([
    readFigures(ctx.db, wallet),
    indexedBlock(ctx.db),
  ]);
  return {
    wallet,
    ...figures,
    thawedAt: thawedAt === null ? null : new Date(thawedAt * 1000).toISOString(),
    indexedBlock: block,
  };
}

/** Every change of the signed-in wallet's balance on chain, newest first. */
export async function listMovements(
  ctx: Context,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const wallet = requireWallet(ctx);
  const rows = await ctx.db
    .select()
    .from(chainMovements)
    .where(and(eq(chainMovements.wallet, wallet), olderThanId(chainMovements.id, cursor)))
    .orderBy(desc(chainMovements.id))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(({ kind, amount, fee, counterparty, transaction, block, at }) => ({
    kind,
    amount,
    fee,
    counterparty,
    transaction: { hash: transaction, block, at: new Date(at * 1000).toISOString() },
  }));
  return { items, ...(rows.length > limit && { next: rows[limit - 1]!.id }) };
}
