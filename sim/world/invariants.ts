import { and, asc, eq, inArray, ne } from "drizzle-orm";
import type { Hex } from "viem";
import type { Db } from "@/db/client";
import { leaseLogs, leaseResults, leases } from "@/db/schema/leases";
import { tabs } from "@/db/schema/money";
import { orders } from "@/db/schema/orders";
import { leaseClocks } from "@/lib/leases/lease";
import { isSameTab, type Tab } from "@/lib/leases/tab";
import { amountDown } from "@/lib/chain/roundings";
import { startedSecondsUp } from "@/lib/time/duration";
import { brokenInvariants } from "@/server/testing/broken-invariants";
import type { ModelChain } from "./chain";
import type { Placed } from "./customer";
import { workloadOf, type Run, type Runs } from "./device";
import { epochMs, world } from "./schedule";

/** Whether a workload runs, as only the world can see it. */
export const isRunning = (run: Run): boolean => run.endMs === undefined && run.life.alive;

/** After each event: what runs where, as only the world can see it. */
export function brokenRuns(runs: Runs, placed: readonly Placed[]): string[] {
  const newest = runs.at(-1);
  if (!newest) return [];
  const same = runs.filter((run) => run.order === newest.order && run !== newest);
  const once = placed.find(({ id }) => id === newest.order)?.once;
  return [
    ...(same.some(isRunning) && isRunning(newest) ? [`two devices run ${newest.order} at one time`] : []),
    ...(once && same.length > 0 ? [`${newest.order} began twice and may begin once`] : []),
  ];
}

/** At every moment: money and capacity are conserved, nothing is billed that did not run, no log has a hole, nothing is paid that was not signed for. */
export async function brokenBooks(db: Db, runs: Runs, chain: ModelChain): Promise<string[]> {
  const [sums, held, logs, open] = await Promise.all([
    brokenInvariants({ db }),
    db.select().from(leases),
    db.select().from(leaseLogs).orderBy(asc(leaseLogs.lease), asc(leaseLogs.offset)),
    db.select().from(tabs),
  ]);
  return [
    ...sums,
    ...held.flatMap((lease) => overbilled(lease, runs)),
    ...held.flatMap(({ id, order }) =>
      brokenLog(
        order,
        logs
          .filter(({ lease }) => lease === id)
          .map(({ offset, bytes }) => ({ offset, text: Buffer.from(bytes).toString() })),
      ).map((what) => `log of ${id}: ${what}`),
    ),
    ...open.flatMap(({ vouchered, ...tab }) => {
      const paid = paidOn(chain, tab);
      return paid > vouchered ? [`${tab.customer} paid ${paid} and signed ${vouchered}`] : [];
    }),
  ];
}

type Lease = typeof leases.$inferSelect;

/** A second is billed only if the workload ran in it, by the clock of its device, which may be off by a twentieth. */
function overbilled({ id, cost, ratePerHour }: Lease, runs: Runs): string[] {
  const run = runs.find(({ lease }) => lease === id);
  const ranMs = run ? ((run.endMs ?? world().now) - run.sinceMs) * run.life.clock.rate : 0;
  const most = run ? amountDown(ratePerHour, BigInt(startedSecondsUp(ranMs + 2))) : 0n;
  return (cost ?? 0n) > most ? [`${id} costs ${cost}, and ${ranMs} ms are worth ${most}`] : [];
}

function brokenLog(order: Hex, pieces: readonly { offset: number; text: string }[]): string[] {
  const whole = workloadOf(order).lines.join("");
  let end = 0;
  for (const { offset, text } of pieces) {
    if (offset !== end) return [`goes on at ${offset}, not at ${end}`];
    if (whole.slice(offset, offset + text.length) !== text) return [`says ${text} at ${offset}`];
    end += text.length;
  }
  return [];
}

/** From when until when, in the world's milliseconds, no process of the gateway was there to be called. */
export type Outage = { fromMs: number; untilMs: number };

/** A gateway that was away for less may not have noticed. */
const noticedMs = 5_000;

/** No lease ended by its device's silence before the device had its whole time again after an outage. */
export async function unfairEnds(db: Db, outages: readonly Outage[]): Promise<string[]> {
  const silent = await db
    .select()
    .from(leases)
    .where(inArray(leases.reason, ["NODE_SILENT_ON_OFFER", "START_TIMEOUT", "HEARTBEAT_LOST"]));
  return silent.flatMap(({ id, reason, offeredAt, endedAt }) => {
    const [offeredMs, endedMs] = [offeredAt, endedAt!].map((at) => at.getTime() - epochMs) as [
      number,
      number,
    ];
    const unfair = outages.find(
      ({ fromMs, untilMs }) =>
        untilMs - fromMs > noticedMs &&
        offeredMs < fromMs &&
        endedMs > fromMs + noticedMs &&
        endedMs < untilMs + leaseClocks.silenceMs,
    );
    return unfair
      ? [`${id} ended with ${reason} ${endedMs - unfair.fromMs} ms after the gateway was gone`]
      : [];
  });
}

/** No device that is back says of a workload which was done before that it broke off. */
export async function forgottenEnds(db: Db, runs: Runs): Promise<string[]> {
  const brokenOff = await db
    .select({ id: leases.id })
    .from(leases)
    .where(eq(leases.reason, "SANDBOX_FAILED"));
  return brokenOff.flatMap(({ id }) => {
    const done = runs.find(({ lease, isDone }) => lease === id && isDone);
    // Whoever is killed while it writes the end down has not written it.
    const isWritten = done && (done.life.endMs ?? Infinity) > done.endMs!;
    return isWritten ? [`${id} was done on ${done.device}, which had forgotten it`] : [];
  });
}

/** When it has been calm for a while: everything that was acknowledged has ended, and what ended well is whole and paid. */
export async function brokenEnds(db: Db, placed: readonly Placed[], chain: ModelChain): Promise<string[]> {
  const [found, completed, open] = await Promise.all([
    db.select().from(orders),
    db
      .select({ lease: leases, stdout: leaseResults.stdout })
      .from(leases)
      .leftJoin(leaseResults, eq(leaseResults.lease, leases.id))
      .where(and(eq(leases.state, "ended"), eq(leases.reason, "COMPLETED"))),
    db.select().from(tabs).where(ne(tabs.accrued, 0n)),
  ]);
  const logs = await db.select().from(leaseLogs).orderBy(asc(leaseLogs.offset));
  return [
    ...placed.flatMap(({ id, hasToRun }) => {
      const order = found.find((row) => row.id === id);
      if (!order) return [`${id} was acknowledged and is lost`];
      if (order.state !== "ended") return [`${id} is ${order.state}: ${order.reason}`];
      const ran = ["COMPLETED", "EXIT_NONZERO"].includes(order.reason);
      return hasToRun && !ran ? [`${id} had a device that was well, and ended with ${order.reason}`] : [];
    }),
    ...completed.flatMap(({ lease, stdout }) => {
      const whole = workloadOf(lease.order).lines.join("");
      const log = logs
        .filter((piece) => piece.lease === lease.id)
        .map(({ bytes }) => Buffer.from(bytes).toString());
      return [
        ...(log.join("") === whole ? [] : [`the log of ${lease.id} ends before its workload`]),
        ...(Buffer.from(stdout ?? []).toString() === whole ? [] : [`the result of ${lease.id} is another`]),
      ];
    }),
    ...open.flatMap(({ accrued, ...tab }) => {
      const paid = paidOn(chain, tab);
      return paid === accrued ? [] : [`${tab.customer} owes ${accrued} and has paid ${paid}`];
    }),
  ];
}

function paidOn(chain: ModelChain, tab: Tab): bigint {
  return chain
    .payments()
    .filter((payment) => isSameTab(payment, tab))
    .reduce((sum, { paid }) => sum + paid, 0n);
}
