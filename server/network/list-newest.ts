import "server-only";
import { readNewestLeases } from "@/db/queries/network";
import { readPayments } from "@/db/queries/payments";
import type { Context } from "@/server/context";

/** The leases that were offered last, as anyone may see them: not what ran, nor for whom. */
export async function listNewestLeases(ctx: Context, { limit }: { limit: number }) {
  const rows = await readNewestLeases(ctx.db, limit);
  return rows.map(({ offeredAt, ...lease }) => ({ ...lease, offeredAt: offeredAt.toISOString() }));
}

/** What the contract paid last, and what it credited, as everybody can read it on the chain. */
export async function listNewestPayments(ctx: Context, { limit }: { limit: number }) {
  const rows = await readPayments(ctx.db, { limit });
  return rows.map(({ id: _, at, ...payment }) => ({ ...payment, at: new Date(at * 1000).toISOString() }));
}
