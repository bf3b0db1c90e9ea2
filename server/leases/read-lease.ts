import "server-only";
import { eq } from "drizzle-orm";
import type { Hex } from "viem";
import type { z } from "zod";
import { readLease as queryLease, readLeasesOfOrder } from "@/db/queries/leases";
import { readOrder } from "@/db/queries/orders";
import { readTimeline } from "@/db/queries/state-changes";
import { leaseResults } from "@/db/schema/leases";
import type { leaseDetailSchema, leaseSchema, leasesContract } from "@/lib/api/leases";
import { MarketError } from "@/lib/errors";
import type { Context } from "@/server/context";
import { requireWallet } from "@/server/http/require-wallet";

type LeaseView = z.input<typeof leaseSchema>;
type Result = z.input<NonNullable<(typeof leasesContract.result)["~orpc"]["outputSchema"]>>;

/** A lease of the signed-in wallet, as customer or as operator. For anyone else there is none. */
export async function readOwnLease(
  ctx: Context,
  id: Hex,
  as: "party" | "customer" = "party",
): Promise<LeaseView> {
  const wallet = requireWallet(ctx);
  const lease = await queryLease(ctx.db, id);
  const parties = as === "customer" ? [lease?.customer] : [lease?.customer, lease?.operator];
  if (!lease || !parties.includes(wallet)) throw new MarketError("NOT_FOUND", { noun: "lease", id });
  return lease;
}

/** Everything the page of a lease shows. */
export async function readLeaseDetail(ctx: Context, id: Hex): Promise<z.input<typeof leaseDetailSchema>> {
  const lease = await readOwnLease(ctx, id);
  const [order, attempts] = await Promise.all([
    readOrder(ctx.db, lease.orderId),
    readLeasesOfOrder(ctx.db, lease.orderId),
  ]);
  const timeline = await readTimeline(ctx.db, [
    { noun: "order", ids: [lease.orderId] },
    { noun: "lease", ids: attempts.map((attempt) => attempt.id) },
  ]);
  return {
    ...lease,
    spec: order!.spec,
    decision: order!.decision,
    attempts: attempts.map(({ id: attempt, epoch, device, state, reason, facts }) => ({
      id: attempt,
      epoch,
      device,
      state,
      reason,
      facts,
    })),
    timeline: timeline.map(({ sequence: _, noun, at, ...change }) => ({
      ...change,
      noun: noun as "order" | "lease",
      at: at.toISOString(),
    })),
  };
}

/** What the workload wrote to standard output; its customer's alone. */
export async function readResult(ctx: Context, id: Hex): Promise<Result> {
  const lease = await readOwnLease(ctx, id, "customer");
  if (!lease.outcome) throw new MarketError("NOT_FOUND", { noun: "result of lease", id });
  const [result] = await ctx.db.select().from(leaseResults).where(eq(leaseResults.lease, id));
  const stdout = result?.stdout ?? new Uint8Array();
  return {
    stdout: lease.sealed ? Buffer.from(stdout).toString("base64") : new TextDecoder().decode(stdout),
    truncated: stdout.length < lease.outcome.stdoutBytes,
    outcome: lease.outcome,
  };
}
