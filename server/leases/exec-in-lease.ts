import "server-only";
import { and, asc, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Hex } from "viem";
import type { z } from "zod";
import type { Executor } from "@/db/client";
import { execs, leases } from "@/db/schema/leases";
import { orders } from "@/db/schema/orders";
import type { execSchema } from "@/lib/api/leases";
import { MarketError } from "@/lib/errors";
import { execLimits, type ExecResult } from "@/lib/leases/exec";
import type { Context } from "@/server/context";
import { tellDevice } from "@/server/devices/tell-device";
import { requireWallet } from "@/server/http/require-wallet";
import { readOwnLease } from "./read-lease";

type Asked = { id: Hex; exec: string; command: string[] };

/**
 * Has a program run inside the container of a lease of the wallet that is signed in. Throws NOT_FOUND for a lease
 * of somebody else, and EXEC_REFUSED where there is nothing to run it in, or too much waits already.
 */
export async function askExec(ctx: Context, { id: lease, exec, command }: Asked) {
  const customer = requireWallet(ctx);
  const refuse = (detail: string) => new MarketError("EXEC_REFUSED", { detail });
  await ctx.db.transaction(async (tx) => {
    const [found] = await tx
      .select({ device: leases.device, state: leases.state, spec: orders.spec })
      .from(leases)
      .innerJoin(orders, eq(orders.id, leases.order))
      .where(and(eq(leases.id, lease), eq(leases.customer, customer)))
      .for("update", { of: leases });
    if (!found) throw new MarketError("NOT_FOUND", { noun: "lease", id: lease });
    if (found.spec.workload.kind !== "container") throw refuse("its workload is no container");
    if (found.state !== "running") throw refuse(`its container is not running: the lease is ${found.state}`);
    const [counts] = await tx
      .select({
        all: sql<number>`count(*)::int`,
        waiting: sql<number>`(count(*) filter (where ${execs.result} is null))::int`,
        isKnown: sql<boolean>`coalesce(bool_or(${execs.id} = ${exec}), false)`,
      })
      .from(execs)
      .where(eq(execs.lease, lease));
    const { all, waiting, isKnown } = counts!;
    if (isKnown) return;
    if (waiting >= execLimits.waiting) throw refuse(`${waiting} programs have not answered yet`);
    if (all >= execLimits.ofLease) throw refuse(`${all} programs were run in it, which is the most`);
    await tx.insert(execs).values({ lease, id: exec, command, askedAt: ctx.now });
    await tellDevice(tx, found.device);
  });
  return {};
}

/** The newest of what the customer of a lease had run in it. For anyone else there is none. */
export async function listExecs(ctx: Context, id: Hex): Promise<z.input<typeof execSchema>[]> {
  await readOwnLease(ctx, id, "customer");
  const rows = await ctx.db
    .select()
    .from(execs)
    .where(eq(execs.lease, id))
    .orderBy(desc(execs.askedAt), desc(execs.id))
    .limit(execLimits.listed);
  return rows.map(({ lease: _, askedAt, endedAt, ...exec }) => ({
    ...exec,
    askedAt: askedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  }));
}

/** What is asked of a device in these leases and has no result yet, the oldest first. */
export async function openExecs(db: Executor, of: readonly Hex[]) {
  if (of.length === 0) return [];
  return db
    .select({ lease: execs.lease, id: execs.id, command: execs.command })
    .from(execs)
    .where(and(inArray(execs.lease, [...of]), isNull(execs.result)))
    .orderBy(asc(execs.askedAt), asc(execs.id));
}

/** The first answer counts. */
export async function takeExec(
  tx: Executor,
  { lease, exec, result, at }: { lease: Hex; exec: string; result: ExecResult; at: Date },
): Promise<void> {
  await tx
    .update(execs)
    .set({ result, endedAt: at })
    .where(and(eq(execs.lease, lease), eq(execs.id, exec), isNull(execs.result)));
}
