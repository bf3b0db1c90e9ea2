import "server-only";
import { enrolmentTokens } from "@/db/schema/devices";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";
import { newToken } from "@/server/http/sign-in-cookie";

/** As long as an introduction waits for its signature. Whoever finds a token can but offer a device, which its owner need not sign for. */
const validHours = 24;

/** A token for so many devices of the signed-in wallet. It is told once; what is kept is its hash. */
export async function makeToken(ctx: Context, { devices }: { devices: number }) {
  const operator = requireWallet(ctx);
  const { token, tokenHash } = newToken();
  const expiresAt = new Date(ctx.now.getTime() + validHours * 3_600_000);
  await ctx.db
    .insert(enrolmentTokens)
    .values({ hash: tokenHash, operator, devices, createdAt: ctx.now, expiresAt });
  return { id: tokenHash, token, devices, expiresAt: expiresAt.toISOString() };
}
