import "server-only";
import { eq, inArray } from "drizzle-orm";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { blobs, orders } from "@/db/schema/orders";
import { sessionKeys } from "@/db/schema/money";
import { chainSessions } from "@/db/schema/chain";
import { sessionScope } from "@/lib/chain/typed-data";
import { amountDown } from "@/lib/chain/roundings";
import { MarketError } from "@/lib/errors";
import { orderIdOf, orderSigner } from "@/lib/orders/order-id";
import type { OrderTerms, SignedFleet } from "@/lib/orders/signed-order";
import { specBlobs, specHash, type Spec } from "@/lib/orders/spec";
import { tabOrderMax } from "@/lib/orders/tab-order-max";
import type { Context } from "@/server/context";

/**
 * Everything about the signed orders of one customer and spec that can be refused before money or devices are
 * touched: hash, times, key, signatures and what was uploaded. Throws the reason; returns the orders' ids.
 */
export async function checkOrders(
  ctx: Context,
  { spec, sessionKey, orders: signed }: Pick<SignedFleet, "spec" | "sessionKey" | "orders">,
): Promise<Hex[]> {
  const given = specHash(spec);
  for (const { terms } of signed) checkTerms(ctx, spec, terms, given);
  await checkSessionKey(ctx, { customer: signed[0]!.terms.customer, key: sessionKey });
  for (const { terms, signature } of signed) {
    const signer = await orderSigner(ctx.env.deployment, terms, signature);
    if (signer !== sessionKey) throw new MarketError("ORDER_SIGNATURE_WRONG", { key: sessionKey });
  }
  const ids = signed.map(({ terms }) => orderIdOf(terms));
  const [placed] = await ctx.db.select({ id: orders.id }).from(orders).where(inArray(orders.id, ids));
  if (placed) throw new MarketError("ORDER_REPLAYED", { order: placed.id });
  await checkUploads(ctx.db, specBlobs(spec));
  return ids;
}

function checkTerms({ now }: Context, spec: Spec, terms: OrderTerms, given: Hex): void {
  if (terms.specHash !== given) throw new MarketError("SPEC_HASH_WRONG", { signed: terms.specHash, given });
  if ((spec.constraints.minTier ?? 0) !== terms.minTier) {
    throw new MarketError("INPUT_INVALID", {
      path: "terms.minTier",
      detail: `the spec says ${spec.constraints.minTier ?? 0}`,
    });
  }
  if (terms.startBy * 1000 <= now.getTime()) {
    throw new MarketError("ORDER_EXPIRED", {
      startBy: new Date(terms.startBy * 1000).toISOString(),
      now: now.toISOString(),
    });
  }
  if (terms.maxTotal > tabOrderMax)
    throw new MarketError("ORDER_TOO_LARGE", {
      ceiling: terms.maxTotal.toString(),
      limit: tabOrderMax.toString(),
    });
  if (terms.maxTotal === 0n || terms.maxTotal < amountDown(terms.maxRatePerHour, 1n)) {
    throw new MarketError("ORDER_CEILING_TOO_LOW", {
      ceiling: terms.maxTotal.toString(),
      ratePerHour: terms.maxRatePerHour.toString(),
    });
  }
}

async function checkSessionKey(
  ctx: Context,
  { customer, key }: Pick<typeof sessionKeys.$inferSelect, "customer" | "key">,
): Promise<void> {
  const [session] = await ctx.db
    .select({
      customer: sessionKeys.customer,
      validUntil: sessionKeys.validUntil,
      scope: sessionKeys.scope,
      revoked: chainSessions.revoked,
    })
    .from(sessionKeys)
    .leftJoin(chainSessions, eq(chainSessions.key, sessionKeys.key))
    .where(eq(sessionKeys.key, key));
  if (!session || session.customer !== customer)
    throw new MarketError("SESSION_KEY_UNKNOWN", { key, customer });
  if (session.revoked) throw new MarketError("SESSION_REVOKED", {});
  if (session.validUntil * 1000 <= ctx.now.getTime())
    throw new MarketError("SESSION_EXPIRED", {
      validUntil: new Date(session.validUntil * 1000).toISOString(),
    });
  if ((session.scope & sessionScope.tabs) === 0)
    throw new MarketError("SESSION_INVALID", { detail: "it was not authorised for tabs" });
}

async function checkUploads(db: Executor, wanted: string[]): Promise<void> {
  const found = await db.select({ sha256: blobs.sha256 }).from(blobs).where(inArray(blobs.sha256, wanted));
  const missing = wanted.find((sha256) => !found.some((blob) => blob.sha256 === sha256));
  if (missing) throw new MarketError("WORKLOAD_MISSING", { sha256: missing });
}
