import "server-only";
import { and, asc, eq, gt } from "drizzle-orm";
import { withEventMeta } from "@orpc/server";
import type { Hex } from "viem";
import type { z } from "zod";
import { readLease } from "@/db/queries/leases";
import { leaseLogs } from "@/db/schema/leases";
import type { leaseEventSchema, leaseSchema } from "@/lib/api/leases";
import { toJson } from "@/lib/to-json";
import { topics } from "@/server/changes";
import type { Context } from "@/server/context";
import { readOwnLease } from "./read-lease";

export type LeaseEvent = z.input<typeof leaseEventSchema>;

/** How long a quiet watch sleeps before it looks anyway. Nobody rings when the indexer has seen a payment, so an ended lease is looked at often. */
const lookAgainMs = { inForce: 15_000, ended: 400 };
const pieces = 200;

/**
 * A lease as it goes: the lease whenever it changed, its log piece by piece in the order in which it
 * arrived, and an end once it has ended, is paid and everything was sent. Each piece carries its number;
 * a watcher that comes back with the last number it saw misses nothing and gets nothing twice.
 */
export async function* watchLease(
  ctx: Context,
  id: Hex,
  lastEventId: string | undefined,
  signal?: AbortSignal,
): AsyncGenerator<LeaseEvent> {
  await readOwnLease(ctx, id, "customer");
  let sequence = Number(lastEventId ?? 0) || 0;
  let shown = "";
  let ended = false;
  while (!signal?.aborted) {
    const stop = new AbortController();
    const wake = ctx.changes.next(
      topics.lease(id),
      ended ? lookAgainMs.ended : lookAgainMs.inForce,
      signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    );
    // The state is read before the log: what a lease wrote before it ended is always shown before its end.
    const lease = (await readLease(ctx.db, id))!;
    ended = lease.state === "ended";
    const log = await ctx.db
      .select()
      .from(leaseLogs)
      .where(and(eq(leaseLogs.lease, id), gt(leaseLogs.sequence, sequence)))
      .orderBy(asc(leaseLogs.sequence))
      .limit(pieces);
    for (const piece of log) {
      sequence = piece.sequence;
      const event: LeaseEvent = {
        type: "log",
        stream: piece.isError ? "stderr" : "stdout",
        offset: piece.offset,
        sealed: lease.sealed,
        text: Buffer.from(piece.bytes).toString(lease.sealed ? "base64" : "utf8"),
      };
      yield withEventMeta(event, { id: String(sequence) });
    }
    const now = toJson(lease);
    if (log.length < pieces && now !== shown) {
      shown = now;
      yield { type: "lease", lease };
    }
    if (log.length === pieces) stop.abort();
    else if (isOver(lease)) {
      stop.abort();
      yield { type: "end" };
      return;
    }
    await wake;
  }
}

/** Nothing more will happen: it ended, and it is paid or there was nothing to pay. */
function isOver({ state, payment }: z.input<typeof leaseSchema>): boolean {
  return state === "ended" && (payment.state === "settled" || payment.state === "nothing");
}
