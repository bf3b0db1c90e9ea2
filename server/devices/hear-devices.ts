import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, gte, sql } from "drizzle-orm";
import { gateways } from "@/db/schema/network";
import { leaseClocks } from "@/lib/leases/lease";
import type { Context, Gateway } from "@/server/context";

const everyMs = 1_000;

/** A gateway that did not write for so long was away: that nothing was heard of a device meanwhile says nothing about it. */
const awayMs = 5_000;

/** Where other gateways hear their devices, one that is away is waited for only so long: it may never come back. */
const givenUpMs = 120_000;

type Hearing = Pick<Context, "db" | "env">;

/** Writes down again and again that this process hears devices. The first time before anything else is done. */
export async function keepHearing({ db, env, log }: Gateway): Promise<void> {
  await noteHearing({ db, env });
  const go = async (): Promise<void> => {
    for (;;) {
      await sleep(everyMs, undefined, { ref: false });
      await noteHearing({ db, env }).catch((error: unknown) =>
        log.warn({ error: String(error) }, "it was not written down that this gateway hears devices"),
      );
    }
  };
  void go();
}

/**
 * Writes down that this gateway hears devices now. If it was away before, be it that it was killed, paused,
 * or without its Postgres, every lease in force gets the whole time again in which its device has to be heard.
 */
export async function noteHearing({ db, env }: Hearing): Promise<void> {
  const at = new Date();
  const own = eq(gateways.url, env.PUBLIC_URL);
  const wasHearing = gte(gateways.hearingAt, new Date(at.getTime() - awayMs));
  const noted = await db.update(gateways).set({ hearingAt: at }).where(and(own, wasHearing)).returning();
  if (noted.length > 0) return;
  const [before] = await db.select().from(gateways).where(own);
  // First the leases: whoever is killed in between finds itself still away, and does it again.
  if (before) await giveTime({ db }, before.hearingAt, at);
  const hearingAt = new Date();
  await db
    .insert(gateways)
    .values({ url: env.PUBLIC_URL, hearingAt })
    .onConflictDoUpdate({ target: gateways.url, set: { hearingAt } });
}

/** One statement however many leases there are, and the reason ledger says of each that it was not its device. */
async function giveTime({ db }: Pick<Context, "db">, since: Date, until: Date): Promise<void> {
  const deadline = new Date(until.getTime() + leaseClocks.silenceMs).toISOString();
  const seconds = Math.ceil((until.getTime() - since.getTime()) / 1000);
  await db.execute(sql`
    with given as (
      update leases set deadline = ${deadline}::timestamptz
      where state <> 'ended' and deadline < ${deadline}::timestamptz
      returning id, state)
    insert into state_changes (noun, id, "from", "to", reason, facts, actor, at)
    select 'lease', id, state, state, 'GATEWAY_WAS_AWAY', jsonb_build_object('seconds', ${seconds}::int), 'gateway', ${until.toISOString()}::timestamptz
    from given`);
}

/** Whether silence of a device means that it is gone: not while a gateway that it may be calling is away. */
export async function isSilenceTelling({ db, now }: Pick<Context, "db" | "now">): Promise<boolean> {
  const rows = await db.select().from(gateways);
  const silentMs = rows.map(({ hearingAt }) => now.getTime() - hearingAt.getTime());
  const isAnyThere = rows.length === 0 || silentMs.some((ms) => ms <= awayMs);
  return isAnyThere && !silentMs.some((ms) => ms > awayMs && ms <= givenUpMs);
}
