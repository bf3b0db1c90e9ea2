import "server-only";
import { generateSiweNonce } from "viem/siwe";
import { signInNonces } from "@/db/schema/sign-in";
import type { Context } from "@/server/context";

/** A nonce that one sign-in message may carry. Good for ten minutes, once. */
export async function issueNonce(ctx: Context): Promise<{ nonce: string }> {
  const nonce = generateSiweNonce();
  await ctx.db.insert(signInNonces).values({ nonce, createdAt: ctx.now });
  return { nonce };
}
