import "server-only";
import { and, eq, gt, isNull } from "drizzle-orm";
import { hashMessage, type Address, type Hex } from "viem";
import { parseSiweMessage, validateSiweMessage, type SiweMessage } from "viem/siwe";
import { signInNonces, signIns } from "@/db/schema/sign-in";
import { MarketError } from "@/lib/errors";
import { lowerAddress } from "@/lib/wire";
import { isSignedBy } from "@/server/chain/is-signed-by";
import { allowedOrigins } from "@/server/http/allowed-origins";
import type { Context } from "@/server/context";
import { newToken } from "@/server/http/sign-in-cookie";

const nonceMinutes = 10;
export const signInSeconds = 7 * 24 * 3600;

export type SignedIn = { wallet: Address; until: Date; token: string };

/**
 * Signs a wallet in with an EIP-4361 message: domain, URI, chain and times are checked, the nonce is
 * spent in one conditional update, and the signature may be a contract's (ERC-1271).
 */
export async function verifySignIn(
  ctx: Context,
  { message, signature }: { message: string; signature: Hex },
): Promise<SignedIn> {
  const fields = parseSiweMessage(message);
  const refusal = whatIsWrong(ctx, fields);
  if (refusal) throw invalid(refusal);
  if (!(await isSignedBy(ctx.chain, fields.address!, { hash: hashMessage(message), signature })))
    throw invalid(`the message is not signed by ${fields.address}`);
  await spendNonce(ctx, fields.nonce!);
  const wallet = lowerAddress(fields.address!);
  const until = new Date(ctx.now.getTime() + signInSeconds * 1000);
  const { token, tokenHash } = newToken();
  await ctx.db.insert(signIns).values({ tokenHash, wallet, createdAt: ctx.now, expiresAt: until });
  return { wallet, until, token };
}

function whatIsWrong(ctx: Context, fields: Partial<SiweMessage>): string | undefined {
  const origins = [...allowedOrigins(ctx.env)];
  if (!fields.address || !fields.nonce || !fields.domain || !fields.uri) return "it is no EIP-4361 message";
  if (!origins.some((origin) => new URL(origin).host === fields.domain)) return `it is for ${fields.domain}`;
  if (!origins.includes(new URL(fields.uri).origin)) return `it is for ${fields.uri}`;
  if (fields.chainId !== ctx.chain.id)
    return `it is for chain ${fields.chainId}, this gateway is on ${ctx.chain.id}`;
  if (!validateSiweMessage({ message: fields, time: ctx.now })) return "it is not valid now";
  return undefined;
}

async function spendNonce(ctx: Context, nonce: string): Promise<void> {
  const notBefore = new Date(ctx.now.getTime() - nonceMinutes * 60_000);
  const spent = await ctx.db
    .update(signInNonces)
    .set({ usedAt: ctx.now })
    .where(
      and(eq(signInNonces.nonce, nonce), isNull(signInNonces.usedAt), gt(signInNonces.createdAt, notBefore)),
    )
    .returning();
  if (spent.length === 0) throw invalid("its nonce was used, is too old, or is not ours");
}

const invalid = (detail: string) => new MarketError("SIGN_IN_INVALID", { detail });
