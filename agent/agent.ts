import { setTimeout as sleep } from "node:timers/promises";
import { refusalOf, type ApiClient } from "@/lib/api/client";
import type { Assignment } from "@/lib/api/agent";
import { leaseClocks } from "@/lib/leases/lease";
import type { RunInput } from "@/lib/sandbox/run-input";
import type { Signing } from "@/lib/orders/order-proof";
import type { Identity } from "./identity";
import type { Log } from "./log";
import type { Outbox } from "./outbox";
import { runLease, type ActiveLease } from "./run-lease";
import type { PreparedRun } from "./sandbox/driver";
import type { VoucherBook } from "./voucher-book";

/** A running agent: who it is, how it reaches its gateway, and what it can run. */
export type Agent = {
  identity: Identity;
  link: ApiClient;
  deployment: Signing;
  outbox: Outbox;
  vouchers: VoucherBook;
  prepare: (input: RunInput) => Promise<PreparedRun>;
  log: Log;
};

/** The gateway gives a lease to somebody else after `silenceMs`; the device stops well before that. */
const fenceMs = leaseClocks.silenceMs * 0.8;

/**
 * Follows the gateway's picture of what this device holds, and makes it true: what it should hold and does
 * not is taken, what it holds and should not is stopped. State is read, not events, so that nothing depends
 * on having heard every one. Ends when the signal aborts, or throws when the gateway no longer knows us.
 */
export async function followGateway(agent: Agent, signal: AbortSignal): Promise<void> {
  const active = new Map<string, ActiveLease>();
  const fencing = setInterval(() => fence(agent, active), 1_000);
  try {
    let cursor = 0;
    for (let failures = 0; !signal.aborted;) {
      try {
        const commands = await agent.link.agent.commands(
          { after: cursor, vouchersAfter: agent.vouchers.cursor() },
          { signal },
        );
        failures = 0;
        cursor = commands.cursor;
        await agent.vouchers.add(commands.vouchers, commands.vouchersCursor);
        reconcile(agent, active, commands.assignments);
      } catch (error) {
        if (signal.aborted) break;
        const refusal = refusalOf(error);
        if (refusal?.code === "DEVICE_BOOT_REPLACED" || refusal?.code === "DEVICE_UNKNOWN") throw refusal;
        agent.log.warn(
          { failures, code: refusal?.code, error: refusal?.message ?? String(error) },
          "the gateway did not answer",
        );
        await sleep(Math.min(250 * 2 ** failures++, 10_000), undefined, { signal }).catch(() => undefined);
      }
    }
  } finally {
    clearInterval(fencing);
    for (const lease of active.values()) lease.stop("NODE_DRAINING");
    await Promise.all([...active.values()].map((lease) => lease.done));
  }
}

function reconcile(agent: Agent, active: Map<string, ActiveLease>, assignments: readonly Assignment[]): void {
  const held = new Map(assignments.map((assignment) => [assignment.leaseId as string, assignment]));
  for (const [leaseId, lease] of active) if (!held.has(leaseId)) lease.abandon();
  const ended = agent.outbox.endedLeases();
  for (const assignment of assignments) {
    const { leaseId, epoch, state, stop } = assignment;
    const lease = active.get(leaseId);
    if (lease) {
      if (stop) lease.stop(stop);
    } else if (state === "offered") {
      take(agent, active, assignment);
    } else if (!ended.has(leaseId)) {
      // It was ours before this agent was restarted, and no sandbox outlives its agent.
      agent.outbox.send({
        type: "ended",
        leaseId,
        epoch,
        reason: "SANDBOX_FAILED",
        facts: { detail: "the agent was restarted" },
        ranMs: 0,
        outcome: null,
        reportSignature: null,
        stdout: null,
      });
    }
  }
}

function take(agent: Agent, active: Map<string, ActiveLease>, assignment: Assignment): void {
  const lease = runLease(agent, assignment);
  active.set(assignment.leaseId, lease);
  void lease.done.then(() => active.delete(assignment.leaseId));
}

/** A device that was not heard for so long that it may have lost its leases stops what it runs: two devices must not run one lease. */
function fence(agent: Agent, active: Map<string, ActiveLease>): void {
  if (active.size === 0 || performance.now() - agent.outbox.lastHeardMs() < fenceMs) return;
  agent.log.warn({ leases: active.size }, "cut off from the gateway: leases are stopped");
  for (const lease of active.values()) lease.abandon();
}
