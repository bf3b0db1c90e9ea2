import type { Hex } from "viem";
import { refusalOf, type ApiClient } from "@/lib/api/client";
import type { Assignment } from "@/lib/api/agent";
import type { DevicePause } from "@/lib/devices/device-pause";
import { leaseClocks } from "@/lib/leases/lease";
import type { RunInput } from "@/lib/sandbox/run-input";
import type { Signing } from "@/lib/orders/order-proof";
import type { ReasonCode } from "@/lib/reasons";
import type { DeviceSigner } from "./device-signer";
import type { AgentLog, Machine } from "./machine";
import type { Outbox } from "./outbox";
import { findLeases, runLease, withoutOutcome, type ActiveLease } from "./run-lease";
import type { VoucherBook } from "./voucher-book";
import type { FoundRun, PreparedWorkload, RunBefore } from "./workload-run";

/** A running agent: who it is, how it reaches its gateway, and what it can run. */
export type Agent = {
  machine: Machine;
  identity: DeviceSigner;
  link: ApiClient;
  deployment: Signing;
  outbox: Outbox;
  vouchers: VoucherBook;
  prepare: (input: RunInput) => Promise<PreparedWorkload>;
  /** Finds what of these still runs, and destroys whatever else runs of this device. Called once. */
  find: (before: readonly RunBefore[]) => Promise<FoundRun[]>;
  /** Why it takes nothing new by itself now; null while it does. */
  pause: () => DevicePause | null;
  /** Hears which leases it works on, whenever that changes. */
  onLeases: (leases: Hex[]) => void;
  log: AgentLog;
};

/** The gateway gives a lease to somebody else after `silenceMs`; the device stops well before that. */
export const fenceMs = leaseClocks.silenceMs * 0.8;

/** How long an answer may be on its way that other requests say must have come. Its connection is dead then, and nobody has noticed. */
const missedMs = 1_000;

/** Refusals after which there is nothing to follow any more. */
const endings = new Set<ReasonCode>(["DEVICE_BOOT_REPLACED", "DEVICE_UNKNOWN", "DEVICE_RETIRED"]);

export type AgentSignals = {
  /** Ends what runs, and then the agent. */
  stop: AbortSignal;
  /** Takes nothing new; the agent ends when the last lease has. */
  drain: AbortSignal;
};

/** The leases that the agent works on, and how it takes them. */
type Holdings = {
  active: Map<Hex, ActiveLease>;
  /** Offers that were declined: the gateway names them until it has heard. */
  declined: Set<string>;
  /** Leases that were stopped because the gateway was out of reach. */
  cutOff: Set<string>;
  drain: AbortSignal;
  onChange: () => void;
};

/**
 * Follows the gateway's picture of what this device holds, and makes it true: what it should hold and does
 * not is taken, what it holds and should not is stopped. State is read, not events, so that nothing depends
 * on having heard every one. Ends when it is stopped or drained, or throws when the gateway no longer knows us.
 */
export async function followGateway(agent: Agent, { stop, drain }: AgentSignals): Promise<void> {
  const active = new Map<Hex, ActiveLease>();
  const drained = new AbortController();
  const onChange = () => {
    agent.onLeases([...active.keys()]);
    if (drain.aborted && active.size === 0) drained.abort();
  };
  const holdings: Holdings = { active, declined: new Set(), cutOff: new Set(), drain, onChange };
  const signal = AbortSignal.any([stop, drained.signal]);
  drain.addEventListener("abort", onChange, { once: true });
  onChange();
  const fencing = new AbortController();
  void keepFencing(agent, holdings, fencing.signal);
  try {
    let [cursor, isFirst] = [0, true];
    let asking = new AbortController();
    const askAgainIfMissed = async (newest: number) => {
      const asked = asking;
      if (newest <= cursor) return;
      await agent.machine.sleep(missedMs, signal);
      if (newest > cursor) asked.abort();
    };
    agent.outbox.onCommands((newest) => void askAgainIfMissed(newest));
    for (let failures = 0; !signal.aborted;) {
      let isAnswered = false;
      try {
        asking = new AbortController();
        const commands = await agent.link.agent.commands(
          { after: cursor, vouchersAfter: agent.vouchers.cursor() },
          { signal: AbortSignal.any([signal, asking.signal]) },
        );
        isAnswered = true;
        if (isFirst) await takeUp(agent, holdings, commands.assignments);
        isFirst = false;
        reconcile(agent, holdings, commands.assignments);
        await agent.vouchers.add(commands.vouchers, commands.vouchersCursor);
        // Not before: what could not be followed is asked for again, and answered at once.
        cursor = commands.cursor;
        failures = 0;
      } catch (error) {
        if (signal.aborted) break;
        if (asking.signal.aborted && !isAnswered) {
          agent.log.warn({ cursor }, "the gateway's answer was lost: it is asked again");
          continue;
        }
        const refusal = refusalOf(error);
        if (refusal && endings.has(refusal.code)) throw refusal;
        const facts = { failures, code: refusal?.code, error: refusal?.message ?? String(error) };
        const fault = isAnswered
          ? "what the gateway answered could not be followed"
          : "the gateway did not answer";
        agent.log.warn(facts, fault);
        await agent.machine.sleep(Math.min(250 * 2 ** failures++, 10_000), signal);
      }
    }
  } finally {
    fencing.abort();
    for (const lease of active.values()) lease.stop("NODE_DRAINING");
    await Promise.all([...active.values()].map((lease) => lease.done));
  }
}

function reconcile(agent: Agent, holdings: Holdings, assignments: readonly Assignment[]): void {
  const { active } = holdings;
  const held = new Map(assignments.map((assignment) => [assignment.leaseId, assignment]));
  for (const [leaseId, lease] of active) if (!held.has(leaseId)) lease.abandon();
  const ended = agent.outbox.endedLeases();
  for (const assignment of assignments) {
    const { leaseId, epoch, state, stop } = assignment;
    const lease = active.get(leaseId);
    if (lease) {
      if (assignment.sealedKey) lease.bringKey(assignment.sealedKey);
      lease.exec(assignment.execs);
      if (stop) lease.stop(stop);
    } else if (state === "offered") {
      take(agent, holdings, assignment);
    } else if (!ended.has(leaseId)) {
      agent.outbox.send({
        type: "ended",
        leaseId,
        epoch,
        ...(holdings.cutOff.delete(leaseId) ? cutOff : restarted),
        ...withoutOutcome,
      });
    }
  }
}

/** What the device says of a lease that the gateway still counts as its own, and that it no longer runs. */
const cutOff = { reason: "CONTACT_LOST", facts: { seconds: fenceMs / 1000 } } as const;
/** It was ours before this agent was restarted, and its sandbox did not outlive the agent. */
const restarted = { reason: "SANDBOX_FAILED", facts: { detail: "the agent was restarted" } } as const;

function take(agent: Agent, holdings: Holdings, assignment: Assignment): void {
  const { declined, drain } = holdings;
  const { leaseId, epoch } = assignment;
  const why = drain.aborted ? ({ reason: "NODE_DRAINING", facts: {} } as const) : agent.pause();
  if (why) {
    if (declined.has(leaseId)) return;
    declined.add(leaseId);
    return agent.outbox.send({ type: "refused", leaseId, epoch, reason: why.reason, facts: why.facts });
  }
  hold(holdings, leaseId, runLease(agent, assignment));
}

/** What this device ran before its agent was started again, and what has ended meanwhile is reported by the way. */
async function takeUp(agent: Agent, holdings: Holdings, assignments: readonly Assignment[]): Promise<void> {
  const ended = agent.outbox.endedLeases();
  const open = assignments.filter(({ leaseId }) => !ended.has(leaseId));
  for (const [leaseId, lease] of await findLeases(agent, open)) hold(holdings, leaseId, lease);
}

function hold({ active, onChange }: Holdings, leaseId: Hex, lease: ActiveLease): void {
  active.set(leaseId, lease);
  onChange();
  const forget = () => {
    active.delete(leaseId);
    onChange();
  };
  void lease.done.then(forget);
}

async function keepFencing(agent: Agent, holdings: Holdings, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    fence(agent, holdings);
    await agent.machine.sleep(1_000, signal);
  }
}

/** A device that was not heard for so long that it may have lost its leases stops what it runs: two devices must not run one lease. */
function fence(agent: Agent, { active, cutOff: stopped }: Holdings): void {
  if (active.size === 0 || agent.machine.monotonicMs() - agent.outbox.lastHeardMs() < fenceMs) return;
  agent.log.warn({ leases: active.size }, "cut off from the gateway: leases are stopped");
  for (const leaseId of active.keys()) stopped.add(leaseId);
  for (const lease of active.values()) lease.abandon();
}
