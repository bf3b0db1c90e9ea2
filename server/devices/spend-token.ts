import "server-only";
import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import type { Address } from "viem";
import type { Executor } from "@/db/client";
import { enrolmentTokens } from "@/db/schema/devices";
import { MarketError } from "@/lib/errors";

/**
 * Counts one more device on a token, in one conditional update: two devices cannot have the last place.
 * Gives back the wallet that made it. Throws ENROLMENT_TOKEN_UNKNOWN, _REVOKED, _EXPIRED or _USED.
 */
export async function spendToken(tx: Executor, hash: string, now: Date): Promise<Address> {
  const [spent] = await tx
    .update(enrolmentTokens)
    .set({ used: sql`${enrolmentTokens.used} + 1` })
    .where(
      and(
        eq(enrolmentTokens.hash, hash),
        isNull(enrolmentTokens.revokedAt),
        gt(enrolmentTokens.expiresAt, now),
        lt(enrolmentTokens.used, enrolmentTokens.devices),
      ),
    )
    .returning({ operator: enrolmentTokens.operator });
  if (spent) return spent.operator;
  const [token] = await tx.select().from(enrolmentTokens).where(eq(enrolmentTokens.hash, hash));
  if (!token) throw new MarketError("ENROLMENT_TOKEN_UNKNOWN");
  if (token.revokedAt)
    throw new MarketError("ENROLMENT_TOKEN_REVOKED", { revokedAt: token.revokedAt.toISOString() });
  if (token.expiresAt <= now)
    throw new MarketError("ENROLMENT_TOKEN_EXPIRED", { expiresAt: token.expiresAt.toISOString() });
  throw new MarketError("ENROLMENT_TOKEN_USED", { devices: token.devices });
}
