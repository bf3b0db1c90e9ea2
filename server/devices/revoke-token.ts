import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { enrolmentTokens } from "@/db/schema/devices";
import { MarketError } from "@/lib/errors";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";

/**
 * The signed-in wallet takes a token of its own back: no further machine can come with it. Those that came wait on for
 * their signature. Revoked again, it stays revoked since the first time.
 */
export async function revokeToken(ctx: Context, { id }: { id: string }) {
  const operator = requireWallet(ctx);
  const [token] = await ctx.db
    .update(enrolmentTokens)
    .set({ revokedAt: sql`coalesce(${enrolmentTokens.revokedAt}, ${ctx.now.toISOString()})` })
    .where(and(eq(enrolmentTokens.hash, id), eq(enrolmentTokens.operator, operator)))
    .returning({ used: enrolmentTokens.used, devices: enrolmentTokens.devices });
  if (!token) throw new MarketError("NOT_FOUND", { noun: "enrolment token", id });
  return token;
}
