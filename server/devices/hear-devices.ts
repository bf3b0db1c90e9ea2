import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { and, desc, eq, gte, sql } from "drizzle-orm";
import { gateways } from "@/db/schema/network";
import { leaseClocks } from "@/lib/leases/lease";
import type { Context, Gateway } from "@/server/context";

const everyMs = 1_000;

/** A gateway that did not write for so long was away: that nothing was heard of a device meanwhile says nothing about it. */
const awayMs = 5_000;

/** Where other gateways hear their devices, one that is away is waited for only so long: it may never come back. */
const givenUpMs = 120_000;

/** So many leases are given time at once: a device that calls meanwhile waits for a moment and not for all of them. */
const leasesAtOnce = 1_000;

type Hearing = Pick<Context, "db" | "env">;

/**
 * Writes down again and again that this process hears devices. The first time before anything else is done.
 * Resolves to what takes the gateway away in order: nobody then waits for it to come back.
 */
export async function keepHearing({ db, env, log }: Gateway): Promise<() => Promise<void>> {
  await noteHearing({ db, env });
  let isLeaving = false;
  let noting = Promise.resolve();
  const go = async (): Promise<void> => {
    for (;;) {
      await sleep(everyMs, undefined, { ref: false });
      if (isLeaving) return;
      noting = noteHearing({ db, env }).catch((error: unknown) =>
        log.warn({ error: String(error) }, "it was not written down that this gateway hears devices"),
      );
      await noting;
    }
  };
  void go();
  return async () => {
    isLeaving = true;
    await noting; // Else it would be written down once more that it hears.
    await db.update(gateways).set({ hasLeft: true }).where(eq(gateways.url, env.PUBLIC_URL));
  };
}

/**
 * Writes down that this gateway hears devices now. If it was away before, be it that it was killed, paused,
 * or without its Postgres, every lease in force gets the whole time again in which its device has to be heard.
 */
export async function noteHearing({ db, env }: Hearing): Promise<void> {
  const at = new Date();
  const hearing = { hearingAt: at, hasLeft: false };
  const own = eq(gateways.url, env.PUBLIC_URL);
  const wasHearing = gte(gateways.hearingAt, new Date(at.getTime() - awayMs));
  const noted = await db.update(gateways).set(hearing).where(and(own, wasHearing)).returning();
  if (noted.length > 0) return;
  const since = await unheardSince({ db, env }, at);
  // First the leases: whoever is killed in between finds itself still away, and does it again.
  if (since) await giveTime({ db }, since, at);
  const heard = { ...hearing, hearingAt: new Date() };
  await db
    .insert(gateways)
    .values({ url: env.PUBLIC_URL, ...heard })
    .onConflictDoUpdate({ target: gateways.url, set: heard });
}

/** Since when devices that call this gateway were not heard. One with a new address stands in for all, if all were away. */
async function unheardSince({ db, env }: Hearing, at: Date): Promise<Date | undefined> {
  const known = await db.select().from(gateways).orderBy(desc(gateways.hearingAt));
  const own = known.find(({ url }) => url === env.PUBLIC_URL);
  if (own) return own.hearingAt;
  const [last] = known;
  return last && at.getTime() - last.hearingAt.getTime() > awayMs ? last.hearingAt : undefined;
}

/** The reason ledger says of each lease that had to wait for more than a moment that it was not its device. */
async function giveTime({ db }: Pick<Context, "db">, since: Date, until: Date): Promise<void> {
  const at = sql`${until.toISOString()}::timestamptz`;
  const after = (ms: number) => sql`${new Date(until.getTime() + ms).toISOString()}::timestamptz`;
  const due = sql`case state when 'starting' then ${after(leaseClocks.startMs)} else ${after(leaseClocks.silenceMs)} end`;
  const seconds = Math.ceil((until.getTime() - since.getTime()) / 1000);
  let given: number;
  do {
    const { rowCount } = await db.execute(sql`
      with late as (
        select id, state, ${due} as due, deadline < ${due} - ${awayMs} * interval '1 ms' as waited from leases
        where state <> 'ended' and deadline < ${due}
        order by id limit ${leasesAtOnce} for update),
      told as (
        insert into state_changes (noun, id, "from", "to", reason, facts, actor, at)
        select 'lease', id, state, state, 'GATEWAY_WAS_AWAY', jsonb_build_object('seconds', ${seconds}::int), 'gateway', ${at}
        from late where waited)
      update leases set deadline = late.due from late where leases.id = late.id`);
    given = rowCount ?? 0;
  } while (given > 0);
}

/**
 * What it says that nothing is heard of a device: `nothing` while no gateway is there, or one that the device may
 * be calling is away; `gateway-left` while it may look for another because its own was taken away; else `device-gone`.
 */
export async function whatSilenceSays({
  db,
  now,
}: Pick<Context, "db" | "now">): Promise<"nothing" | "gateway-left" | "device-gone"> {
  const rows = await db.select().from(gateways);
  const ageMs = (row: (typeof rows)[number]) => now.getTime() - row.hearingAt.getTime();
  const staying = rows.filter(({ hasLeft }) => !hasLeft).map(ageMs);
  const isAnyThere = rows.length === 0 || staying.some((ms) => ms <= awayMs);
  if (!isAnyThere || staying.some((ms) => ms > awayMs && ms <= givenUpMs)) return "nothing";
  return rows.some((row) => row.hasLeft && ageMs(row) <= givenUpMs) ? "gateway-left" : "device-gone";
}
