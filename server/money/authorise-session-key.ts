import "server-only";
import { and, desc, eq } from "drizzle-orm";
import { encodeFunctionData, type Hex } from "viem";
import { recordChange } from "@/db/queries/state-changes";
import { chainSessions } from "@/db/schema/chain";
import { sessionKeys } from "@/db/schema/money";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import type { SignedSession } from "@/lib/orders/order-proof";
import { digestOf, domain } from "@/lib/chain/typed-data";
import { MarketError } from "@/lib/errors";
import { isSignedBy } from "@/server/chain/is-signed-by";
import { queueRelay, relayView } from "@/server/chain/queue-relay";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";

type SessionTerms = SignedSession["terms"];

/** The longest that a key may act for a wallet: a lost browser should not be a lost balance for ever. */
const longestDays = 90;

/** Takes a wallet's authorisation of a session key: checked here, registered on chain by the relayer. */
export async function authoriseSessionKey(
  ctx: Context,
  { terms, signature }: { terms: SessionTerms; signature: Hex },
) {
  const wallet = requireWallet(ctx);
  if (terms.customer !== wallet)
    throw new MarketError("FORBIDDEN", { wallet, detail: `the session is for ${terms.customer}` });
  await checkTerms(ctx, terms, signature);
  const { escrow } = ctx.env.deployment.contracts;
  const data = encodeFunctionData({ abi: escrowAbi, functionName: "authorise", args: [terms, signature] });
  const relay = await ctx.db.transaction(async (tx) => {
    const added = await tx
      .insert(sessionKeys)
      .values({ ...terms, salt: terms.salt.toString(), signature, createdAt: ctx.now })
      .onConflictDoNothing()
      .returning({ key: sessionKeys.key });
    if (added.length === 0)
      throw new MarketError("SESSION_INVALID", { detail: "this key was authorised before; make a new one" });
    await recordChange(tx, {
      noun: "session-key",
      id: terms.key,
      from: null,
      to: "signed",
      reason: "SESSION_SIGNED",
      actor: wallet,
      at: ctx.now,
    });
    return queueRelay(tx, { id: `authorise:${terms.key}`, wallet, to: escrow, data, at: ctx.now });
  });
  const [sessionKey] = await listSessionKeys(ctx, terms.key);
  return { sessionKey: sessionKey!, relay: relayView(relay) };
}

async function checkTerms(ctx: Context, terms: SessionTerms, signature: Hex): Promise<void> {
  const endsAt = terms.validUntil * 1000;
  if (endsAt <= ctx.now.getTime())
    throw new MarketError("SESSION_EXPIRED", { validUntil: new Date(endsAt).toISOString() });
  if (endsAt > ctx.now.getTime() + longestDays * 86_400_000)
    throw new MarketError("SESSION_INVALID", { detail: `it would last more than ${longestDays} days` });
  if (terms.cap === 0n) throw new MarketError("SESSION_INVALID", { detail: "its cap is zero" });
  if (terms.key === terms.customer)
    throw new MarketError("SESSION_INVALID", { detail: "the key is the wallet itself" });
  const { chainId, contracts } = ctx.env.deployment;
  const hash = digestOf("Session", domain(chainId, contracts.escrow), terms);
  if (!(await isSignedBy(ctx.chain, terms.customer, { hash, signature })))
    throw new MarketError("SESSION_INVALID", { detail: `it is not signed by ${terms.customer}` });
}

/** The signed-in wallet's session keys, newest first, with what is left of each. */
export async function listSessionKeys(ctx: Context, only?: Hex) {
  const wallet = requireWallet(ctx);
  const rows = await ctx.db
    .select({ session: sessionKeys, revoked: chainSessions.revoked })
    .from(sessionKeys)
    .leftJoin(
      chainSessions,
      and(eq(chainSessions.key, sessionKeys.key), eq(chainSessions.customer, sessionKeys.customer)),
    )
    .where(and(eq(sessionKeys.customer, wallet), only && eq(sessionKeys.key, only)))
    .orderBy(desc(sessionKeys.createdAt));
  return rows.map(({ session, revoked }) => ({
    key: session.key,
    state: stateOf(session.validUntil * 1000 <= ctx.now.getTime(), revoked),
    cap: session.cap,
    spent: session.spent,
    reserved: session.reserved,
    left: session.cap - session.spent - session.reserved,
    validUntil: new Date(session.validUntil * 1000).toISOString(),
    createdAt: session.createdAt.toISOString(),
  }));
}

function stateOf(expired: boolean, revoked: boolean | null): "signed" | "authorised" | "expired" | "revoked" {
  if (revoked) return "revoked";
  if (expired) return "expired";
  return revoked === null ? "signed" : "authorised";
}
