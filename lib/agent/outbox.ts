import type { Hex } from "viem";
import type { AgentEvent } from "@/lib/api/agent";
import { refusalOf, type ApiClient } from "@/lib/api/client";
import type { ReasonCode } from "@/lib/reasons";
import type { AgentLog, Machine } from "./machine";

export type NewEvent = AgentEvent extends infer E
  ? E extends { id: string }
    ? Omit<E, "id">
    : never
  : never;

export type Outbox = {
  /** Queues an event; events leave in the order in which they came. */
  send: (event: NewEvent) => void;
  /** The same, and hears whether the gateway took it. Waits for as long as that takes. */
  sendAndHear: (event: NewEvent) => Promise<boolean>;
  /** Leases whose end is written down here and not yet acknowledged. */
  endedLeases: () => Set<string>;
  /** Sends until the signal aborts, at least every `heartbeatMs`. */
  run: (signal: AbortSignal) => Promise<void>;
  /** Resolves when nothing waits to be sent. */
  drained: () => Promise<void>;
  /** Monotonic milliseconds of the last request that was answered, taken when it was sent. */
  lastHeardMs: () => number;
  /** Calls whenever the gateway says how far commands have come. */
  onCommands: (heard: (cursor: number) => void) => void;
};

/** Where the ends of leases are written down until the gateway has acknowledged them. */
export type Journal = {
  /** What was written down and not forgotten when the agent started, each lease's events in their order. */
  kept: readonly AgentEvent[];
  /** Writes down the events of a lease under the id of its end. Resolves when this and all before is written; never rejects. */
  keep: (id: string, events: readonly AgentEvent[]) => void | Promise<void>;
  forget: (id: string) => void;
};

type Options = {
  machine: Machine;
  journal: Journal;
  link: ApiClient;
  log: AgentLog;
  heartbeatMs: number;
  /** Hears at what time of day a request was sent that the gateway has answered: leases hold from there. */
  onHeard?: ((at: number) => void) | undefined;
  /** An event of a lease was refused: the gateway no longer counts this device as its holder. */
  onRefused: (leaseId: Hex, code: string) => void;
};

/** How long events gather before they leave: log lines of one moment are one request. */
const gatherMs = 25;
const batchBytesMax = 1_500_000;
/** A gateway that says nothing for so long is asked again, long before it gives the leases away. */
const answerMs = 8_000;

/** Refusals that sending again cannot mend. */
const neverTaken: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "INPUT_INVALID",
  "SPEC_TOO_LARGE",
  "BATCH_CONFLICT",
  "DEVICE_BOOT_REPLACED",
  "DEVICE_UNKNOWN",
]);

/**
 * What the device has to tell the gateway, in order and at least once. A batch keeps its id until it is
 * acknowledged, so that sending it again has no second effect; the end of a lease is written down
 * before it is sent, with what of its log waits before it, so that a crash of the agent loses neither.
 */
export function openOutbox({
  machine,
  journal,
  link,
  log,
  heartbeatMs,
  onHeard,
  onRefused,
}: Options): Outbox {
  const queue: AgentEvent[] = [...journal.kept];
  const settled = new Map<string, (taken: boolean) => void>();
  let heardMs = machine.monotonicMs();
  let tellCommands: (cursor: number) => void = () => undefined;
  let written: void | Promise<void>;
  let wake: () => void = () => undefined;

  const settle = (event: AgentEvent, taken: boolean, code: string): void => {
    if (event.type === "ended") journal.forget(event.id);
    settled.get(event.id)?.(taken);
    settled.delete(event.id);
    if (!taken) onRefused(event.leaseId, code);
  };

  const deliver = async (events: AgentEvent[], signal: AbortSignal): Promise<void> => {
    const batch = machine.randomHex(12);
    for (let attempt = 0; !signal.aborted; attempt++) {
      const [sentMs, sentAt] = [machine.monotonicMs(), machine.wallMs()];
      try {
        const answered = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
        const { results, cursor } = await link.agent.events({ batch, events }, { signal: answered });
        heardMs = sentMs;
        onHeard?.(sentAt);
        if (cursor !== null) tellCommands(cursor);
        for (const [at, { taken, code }] of results.entries()) settle(events[at]!, taken, code ?? "CONFLICT");
        return;
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal && neverTaken.has(refusal.code)) {
          log.error(
            { code: refusal.code, error: refusal.message, events: events.length },
            "events are given up",
          );
          for (const event of events) settle(event, false, refusal.code);
          return;
        }
        log.warn(
          { attempt, code: refusal?.code, error: refusal?.message ?? String(error) },
          "events were not taken",
        );
        await machine.sleep(Math.min(250 * 2 ** attempt, 10_000), signal);
      }
    }
  };

  const send = (event: NewEvent): string => {
    const kept = { ...event, id: machine.randomHex(12) };
    queue.push(kept);
    if (kept.type === "ended") written = journal.keep(kept.id, ofLease(queue, kept));
    wake();
    return kept.id;
  };

  return {
    send: (event) => void send(event),
    sendAndHear: (event) => new Promise((resolve) => settled.set(send(event), resolve)),
    endedLeases: () => new Set(queue.filter((event) => event.type === "ended").map((event) => event.leaseId)),
    lastHeardMs: () => heardMs,
    onCommands: (heard) => (tellCommands = heard),
    drained: async () => {
      while (queue.length > 0) await machine.sleep(20);
    },
    run: async (signal) => {
      // The first at once: what an earlier agent left running has waited long enough for a sign of life.
      for (let isFirst = true; !signal.aborted; isFirst = false) {
        if (queue.length === 0 && !isFirst)
          await untilWoken(machine, heartbeatMs, signal, (call) => (wake = call));
        if (queue.length > 0) await machine.sleep(gatherMs, signal);
        const events = takeBatch(queue);
        // An end that comes meanwhile is not written down by then, and leaves with the next.
        await written;
        await deliver(events, signal);
        queue.splice(0, events.length);
      }
    },
  };
}

function takeBatch(queue: readonly AgentEvent[]): AgentEvent[] {
  let bytes = 0;
  const end = queue.findIndex((event, at) => {
    bytes += bytesOf(event);
    return at >= 400 || (at > 0 && bytes > batchBytesMax);
  });
  return queue.slice(0, end === -1 ? undefined : end);
}

/** About as long as it is on its way. */
function bytesOf(event: AgentEvent): number {
  if (event.type === "log") return event.data.length;
  if (event.type === "ended") return event.stdout?.length ?? 0;
  return event.type === "exec" ? event.result.stdout.length + event.result.stderr.length : 200;
}

function untilWoken(
  machine: Machine,
  ms: number,
  signal: AbortSignal,
  expose: (wake: () => void) => void,
): Promise<void> {
  const woken = new AbortController();
  expose(() => woken.abort());
  return machine.sleep(ms, AbortSignal.any([signal, woken.signal]));
}

/** Everything of the lease that waits, its end last. */
const ofLease = (queue: readonly AgentEvent[], end: AgentEvent): AgentEvent[] =>
  queue.filter(({ leaseId }) => leaseId === end.leaseId);
