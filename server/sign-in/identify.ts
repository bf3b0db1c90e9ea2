import "server-only";
import { and, eq, gt } from "drizzle-orm";
import type { Address } from "viem";
import { signIns } from "@/db/schema/sign-in";
import type { Db } from "@/db/client";
import { hashToken } from "@/server/http/sign-in-cookie";

/** The wallet that a cookie's token signed in, with the end of the sign-in. */
export async function identify(
  db: Db,
  token: string | undefined,
  now: Date,
): Promise<{ wallet: Address; until: Date } | undefined> {
  if (!token) return undefined;
  const [row] = await db
    .select({ wallet: signIns.wallet, until: signIns.expiresAt })
    .from(signIns)
    .where(and(eq(signIns.tokenHash, hashToken(token)), gt(signIns.expiresAt, now)));
  return row;
}

/** Ends a sign-in. */
export async function signOut(db: Db, token: string | undefined): Promise<boolean> {
  if (!token) return false;
  const ended = await db
    .delete(signIns)
    .where(eq(signIns.tokenHash, hashToken(token)))
    .returning({ wallet: signIns.wallet });
  return ended.length > 0;
}
