import "server-only";
import { and, eq, gte, sql } from "drizzle-orm";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { recordChange } from "@/db/queries/state-changes";
import { leaseLogs, leases, stateChanges, type StoredOutcome } from "@/db/schema/leases";
import type { AgentEvent } from "@/lib/api/agent";
import { MarketError } from "@/lib/errors";
import { offerDigest } from "@/lib/leases/offer";
import { reportDigest } from "@/lib/leases/report";
import { leaseClocks, leaseMayBecome, type LeaseState } from "@/lib/leases/lease";
import { deviceReasons, recordedReason } from "@/lib/leases/device-reasons";
import { notify, topics } from "@/server/changes";
import type { Context } from "@/server/context";
import { deviceKey } from "@/server/devices/device-key";
import { isSignedByDevice } from "@/server/devices/is-signed-by-device";
import { endLease } from "./end-lease";
import { takeExec } from "./exec-in-lease";

type Lease = typeof leases.$inferSelect;

/** How much of a lease's log is kept. What comes after is dropped and the device is told. */
const logBytesMax = 8 * 1024 * 1024;

/** Applies one event of a device to the lease that it holds. Throws LEASE_NOT_YOURS or LEASE_STALE for any other lease. */
export async function takeEvent(ctx: Context, tx: Executor, device: Hex, event: AgentEvent): Promise<void> {
  const [lease] = await tx.select().from(leases).where(eq(leases.id, event.leaseId)).for("update");
  if (!lease || lease.device !== device) throw new MarketError("LEASE_NOT_YOURS", { lease: event.leaseId });
  if (lease.epoch !== event.epoch || lease.state === "ended")
    throw new MarketError("LEASE_STALE", { lease: event.leaseId, epoch: event.epoch });
  switch (event.type) {
    case "accepted":
      return accept(ctx, tx, lease, event.offerSignature);
    case "started":
      return start(ctx, tx, lease);
    case "log":
      return appendLog(ctx, tx, lease, event);
    case "exec":
      return takeExec(tx, { lease: lease.id, exec: event.exec, result: event.result, at: ctx.now });
    case "refused":
    case "ended":
      return end(ctx, tx, lease, event);
  }
}

async function accept(ctx: Context, tx: Executor, lease: Lease, signature: Hex): Promise<void> {
  if (lease.state !== "offered") return; // Said before: the same event, sent again.
  const { tier, validUntil, salt } = lease.offer;
  const terms = {
    device: lease.device,
    order: lease.order,
    ratePerHour: lease.ratePerHour,
    tier,
    validUntil,
    salt: BigInt(salt),
  };
  const digest = offerDigest(ctx.env.deployment, terms);
  if (!isSignedByDevice(await deviceKey(tx, lease.device), digest, signature)) {
    throw new MarketError("OFFER_WRONG", { detail: "the signature is not the device's over these terms" });
  }
  const deadline = new Date(ctx.now.getTime() + leaseClocks.startMs);
  await move(ctx, tx, lease, "starting", "LEASE_ACCEPTED", {
    acceptedAt: ctx.now,
    deadline,
    offer: { ...lease.offer, signature },
  });
}

async function start(ctx: Context, tx: Executor, lease: Lease): Promise<void> {
  if (lease.state === "running") return;
  if (lease.state !== "starting")
    throw new MarketError("OFFER_WRONG", { detail: "a lease starts after it was accepted" });
  await move(ctx, tx, lease, "running", "WORKLOAD_STARTED", {
    startedAt: ctx.now,
    deadline: new Date(ctx.now.getTime() + leaseClocks.silenceMs),
  });
}

async function move(
  ctx: Context,
  tx: Executor,
  lease: Lease,
  to: LeaseState,
  reason: "LEASE_ACCEPTED" | "WORKLOAD_STARTED",
  set: Partial<Lease>,
): Promise<void> {
  if (!leaseMayBecome[lease.state].includes(to))
    throw new MarketError("LEASE_STALE", { lease: lease.id, epoch: lease.epoch });
  await tx
    .update(leases)
    .set({ ...set, state: to, reason, facts: {} })
    .where(and(eq(leases.id, lease.id), eq(leases.state, lease.state)));
  await recordChange(tx, {
    noun: "lease",
    id: lease.id,
    from: lease.state,
    to,
    reason,
    actor: lease.device,
    at: ctx.now,
  });
  await notify(tx, topics.lease(lease.id));
}

async function appendLog(
  ctx: Context,
  tx: Executor,
  lease: Lease,
  { stream, offset, data }: Extract<AgentEvent, { type: "log" }>,
): Promise<void> {
  const bytes = new Uint8Array(Buffer.from(data, "base64"));
  if (bytes.length === 0) return;
  if (offset + bytes.length > logBytesMax) throw new MarketError("OUTPUT_LIMIT", { bytes: logBytesMax });
  await tx
    .insert(leaseLogs)
    .values({ lease: lease.id, isError: stream === "stderr", offset, bytes, receivedAt: ctx.now })
    .onConflictDoNothing();
  await notify(tx, topics.lease(lease.id));
}

/** A device may only give reasons that a device can know; a customer's cancellation counts only where one was asked for. */
async function end(
  ctx: Context,
  tx: Executor,
  lease: Lease,
  event: Extract<AgentEvent, { type: "refused" | "ended" }>,
): Promise<void> {
  const asked = lease.stop !== null && event.reason === lease.stop;
  if (!asked && !deviceReasons[event.type].includes(event.reason)) {
    throw new MarketError("INPUT_INVALID", {
      path: "reason",
      detail: `a device does not end a lease with ${event.reason}`,
    });
  }
  const wasGatewayAway = event.reason === "CONTACT_LOST" && (await wasAwayLately(ctx, tx, lease));
  const reason = recordedReason(event.reason, { state: lease.state, wasGatewayAway });
  if (event.type === "refused") {
    if (lease.state === "running")
      throw new MarketError("INPUT_INVALID", {
        path: "type",
        detail: "a lease that runs is ended and not refused",
      });
    return void (await endLease(ctx, tx, lease.id, {
      reason,
      facts: event.facts,
      neverBegan: true,
    }));
  }
  const report = await checkReport(ctx, tx, lease, event);
  const { outcome } = event;
  await endLease(ctx, tx, lease.id, {
    reason,
    facts: event.facts,
    ranMs: event.ranMs,
    ...(outcome &&
      report && {
        outcome: { ...outcome, fuel: outcome.fuel?.toString() ?? null, report } satisfies StoredOutcome,
      }),
    ...(event.stdout !== null && { stdout: new Uint8Array(Buffer.from(event.stdout, "base64")) }),
  });
}

/** Whether devices were given time to be heard so lately that this one may have stopped before it could be. */
async function wasAwayLately({ now }: Context, tx: Executor, lease: Lease): Promise<boolean> {
  const { noun, id, reason, at } = stateChanges;
  const since = new Date(now.getTime() - 2 * leaseClocks.silenceMs);
  const away = and(eq(noun, "lease"), eq(id, lease.id), eq(reason, "GATEWAY_WAS_AWAY"), gte(at, since));
  return (await tx.$count(stateChanges, away)) > 0;
}

/** What the device says of an outcome counts only with its signature: the receipt shows it to strangers. */
async function checkReport(
  ctx: Context,
  tx: Executor,
  lease: Lease,
  { outcome, ranMs, reportSignature }: Extract<AgentEvent, { type: "ended" }>,
): Promise<StoredOutcome["report"] | undefined> {
  if (!outcome) return undefined;
  const { resultRoot, stdoutSha256 } = outcome;
  const report = { lease: lease.id, resultRoot, stdoutSha256, ranMs };
  const digest = reportDigest(ctx.env.deployment, report);
  if (!reportSignature || !isSignedByDevice(await deviceKey(tx, lease.device), digest, reportSignature))
    throw new MarketError("REPORT_WRONG", { lease: lease.id });
  return { ranMs, signature: reportSignature };
}

/** Bytes of each stream that the gateway has: where a device goes on after a restart of either side. */
export async function logOffsets(tx: Executor, lease: Hex): Promise<{ stdout: number; stderr: number }> {
  const rows = await tx
    .select({
      isError: leaseLogs.isError,
      end: sql<number>`max(${leaseLogs.offset} + length(${leaseLogs.bytes}))::int`,
    })
    .from(leaseLogs)
    .where(eq(leaseLogs.lease, lease))
    .groupBy(leaseLogs.isError);
  const endOf = (isError: boolean) => rows.find((row) => row.isError === isError)?.end ?? 0;
  return { stdout: endOf(false), stderr: endOf(true) };
}
