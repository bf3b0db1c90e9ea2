import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";

/** How long whoever has its turn may do nothing before Postgres ends its transaction and the next one comes. */
const pausedMaxMs = 8_000;

/**
 * Makes this transaction the only one in the market that reserves, until it ends. Whoever has the turn sees
 * everything that was reserved before, so that no two decide on the same free device; and whoever lost it,
 * be it paused, cut off or killed, has lost its transaction too and can write nothing (decision 0013).
 */
export async function takeTurn(tx: Executor): Promise<void> {
  await tx.execute(sql`
    select set_config('idle_in_transaction_session_timeout', ${String(pausedMaxMs)}, true),
           pg_advisory_xact_lock(hashtext('ambit-reserve'))`);
}
