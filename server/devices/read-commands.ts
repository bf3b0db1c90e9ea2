import "server-only";
import { and, asc, eq, gt, ne } from "drizzle-orm";
import type { Hex } from "viem";
import type { z } from "zod";
import { signedSessionOf, termsOf } from "@/db/queries/orders";
import { devices } from "@/db/schema/devices";
import { leases } from "@/db/schema/leases";
import { sessionKeys, vouchers } from "@/db/schema/money";
import { orders } from "@/db/schema/orders";
import type { agentContract, assignmentSchema } from "@/lib/api/agent";
import { isHeard } from "@/lib/devices/device";
import { MarketError } from "@/lib/errors";
import { topics } from "@/server/changes";
import type { Context } from "@/server/context";
import { requireDevice } from "@/server/http/require-wallet";
import { enqueueMatchWaiting } from "@/server/jobs/enqueue";
import { openExecs } from "@/server/leases/exec-in-lease";
import { logOffsets } from "@/server/leases/take-event";

type Commands = z.input<NonNullable<(typeof agentContract.commands)["~orpc"]["outputSchema"]>>;

/** Short enough for every proxy on the way. */
const waitMs = 25_000;

/**
 * The leases that a device holds, as state and not as a queue of events: an agent that missed anything
 * reads it again. Answers at once if something changed after the cursor, or when it does. Throws
 * DEVICE_RETIRED once a device that was taken out holds nothing more.
 */
export async function readCommands(
  ctx: Context,
  { after, vouchersAfter }: { after: number; vouchersAfter: number },
  signal?: AbortSignal,
): Promise<Commands> {
  const device = requireDevice(ctx);
  const until = Date.now() + waitMs;
  await hear(ctx, device);
  for (;;) {
    // Listening begins before the read, so that a change between the two is not missed.
    const changed = new AbortController();
    const wake = ctx.changes.next(
      topics.device(device),
      Math.max(0, until - Date.now()),
      signal ? AbortSignal.any([signal, changed.signal]) : changed.signal,
    );
    const row = await look(ctx, device);
    if (row.state === "retired" && (await assignmentsOf(ctx, device)).length === 0) {
      changed.abort();
      throw new MarketError("DEVICE_RETIRED", {});
    }
    if (row.commandCursor > after || Date.now() >= until || signal?.aborted) {
      changed.abort();
      return {
        cursor: row.commandCursor,
        draining: row.draining,
        assignments: await assignmentsOf(ctx, device),
        ...(await vouchersOf(ctx, row.operator, vouchersAfter)),
      };
    }
    await wake;
  }
}

const standing = {
  commandCursor: devices.commandCursor,
  draining: devices.draining,
  state: devices.state,
  operator: devices.operator,
};

/** Asking is being alive. Waiting for an answer is not: who waits may be gone, and nobody has noticed. */
async function hear(ctx: Context, device: Hex): Promise<void> {
  const [before] = await ctx.db
    .select({ lastSeenAt: devices.lastSeenAt, silentSince: devices.silentSince })
    .from(devices)
    .where(eq(devices.id, device));
  await ctx.db.update(devices).set({ lastSeenAt: ctx.now, silentSince: null }).where(eq(devices.id, device));
  if (!isHeard(before!, ctx.now.getTime())) await enqueueMatchWaiting(ctx.db);
}

async function look(ctx: Context, device: Hex) {
  const [row] = await ctx.db.select(standing).from(devices).where(eq(devices.id, device));
  return row!;
}

async function assignmentsOf(ctx: Context, device: Hex): Promise<z.input<typeof assignmentSchema>[]> {
  const rows = await ctx.db
    .select({ lease: leases, order: orders, session: sessionKeys })
    .from(leases)
    .innerJoin(orders, eq(orders.id, leases.order))
    .innerJoin(sessionKeys, eq(sessionKeys.key, leases.sessionKey))
    .where(and(eq(leases.device, device), ne(leases.state, "ended")))
    .orderBy(asc(leases.offeredAt), asc(leases.id));
  // Most devices run no container, and most containers are left alone.
  const containers = rows.filter(
    ({ lease, order }) => lease.state === "running" && order.spec.workload.kind === "container",
  );
  const asked = await openExecs(
    ctx.db,
    containers.map(({ lease }) => lease.id),
  );
  return Promise.all(
    rows.map(async ({ lease, order, session }) => ({
      leaseId: lease.id,
      epoch: lease.epoch,
      state: lease.state,
      orderId: order.id,
      order: {
        spec: order.spec,
        terms: termsOf(order),
        sessionKey: order.sessionKey,
        signature: order.signature,
      },
      session: signedSessionOf(session),
      ratePerHour: lease.ratePerHour,
      feeBps: lease.feeBps,
      offer: { tier: lease.offer.tier, validUntil: lease.offer.validUntil, salt: lease.offer.salt },
      remainingMs: Math.max(0, lease.deadline.getTime() - Date.now()),
      stop: lease.stop,
      sealedKey: lease.sealedKey,
      execs: asked.filter((exec) => exec.lease === lease.id).map(({ id, command }) => ({ id, command })),
      logOffsets: await logOffsets(ctx.db, lease.id),
    })),
  );
}

async function vouchersOf(ctx: Context, operator: (typeof devices.$inferSelect)["operator"], after: number) {
  const rows = await ctx.db
    .select()
    .from(vouchers)
    .where(and(eq(vouchers.operator, operator), gt(vouchers.sequence, after)))
    .orderBy(asc(vouchers.sequence))
    .limit(500);
  return {
    vouchersCursor: rows.at(-1)?.sequence ?? after,
    vouchers: rows.map(({ customer, feeBps, cumulative, sessionKey, signature }) => ({
      customer,
      operator,
      feeBps,
      cumulative,
      sessionKey,
      signature,
    })),
  };
}
