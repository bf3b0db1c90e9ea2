import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Hex } from "viem";
import type { AgentEvent } from "@/lib/api/agent";
import { refusalOf, type ApiClient } from "@/lib/api/client";
import type { ReasonCode } from "@/lib/reasons";
import { toJson } from "@/lib/to-json";
import type { Log } from "./log";

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
};

type Options = {
  home: string;
  link: ApiClient;
  log: Log;
  heartbeatMs: number;
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
 * acknowledged, so that sending it again has no second effect; the end of a lease is written to disk
 * before it is sent, with what of its log waits before it, so that a crash of the agent loses neither.
 */
export function openOutbox({ home, link, log, heartbeatMs, onRefused }: Options): Outbox {
  const folder = join(home, "outbox");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const queue: AgentEvent[] = readKept(folder);
  const settled = new Map<string, (taken: boolean) => void>();
  let heardMs = performance.now();
  let wake: () => void = () => undefined;

  const settle = (event: AgentEvent, taken: boolean, code: string): void => {
    forget(folder, event);
    settled.get(event.id)?.(taken);
    settled.delete(event.id);
    if (!taken) onRefused(event.leaseId, code);
  };

  const deliver = async (events: AgentEvent[], signal: AbortSignal): Promise<void> => {
    const batch = randomBytes(12).toString("hex");
    for (let attempt = 0; !signal.aborted; attempt++) {
      const sentMs = performance.now();
      try {
        const answered = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
        const { results } = await link.agent.events({ batch, events }, { signal: answered });
        heardMs = sentMs;
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
        await sleep(Math.min(250 * 2 ** attempt, 10_000), undefined, { signal }).catch(() => undefined);
      }
    }
  };

  const send = (event: NewEvent): string => {
    const kept = { ...event, id: randomBytes(12).toString("hex") };
    queue.push(kept);
    if (kept.type === "ended") keep(folder, kept, queue);
    wake();
    return kept.id;
  };

  return {
    send: (event) => void send(event),
    sendAndHear: (event) => new Promise((resolve) => settled.set(send(event), resolve)),
    endedLeases: () => new Set(queue.filter((event) => event.type === "ended").map((event) => event.leaseId)),
    lastHeardMs: () => heardMs,
    drained: async () => {
      while (queue.length > 0) await sleep(20);
    },
    run: async (signal) => {
      while (!signal.aborted) {
        if (queue.length === 0) await untilWoken(heartbeatMs, signal, (resolve) => (wake = resolve));
        if (queue.length > 0) await sleep(gatherMs, undefined, { signal }).catch(() => undefined);
        const events = takeBatch(queue);
        await deliver(events, signal);
        queue.splice(0, events.length);
      }
    },
  };
}

function takeBatch(queue: readonly AgentEvent[]): AgentEvent[] {
  let bytes = 0;
  const end = queue.findIndex((event, at) => {
    bytes +=
      event.type === "log" ? event.data.length : event.type === "ended" ? (event.stdout?.length ?? 0) : 200;
    return at >= 400 || (at > 0 && bytes > batchBytesMax);
  });
  return queue.slice(0, end === -1 ? undefined : end);
}

function untilWoken(ms: number, signal: AbortSignal, expose: (resolve: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done, { once: true });
    expose(done);
  });
}

const fileOf = (folder: string, { id }: AgentEvent) => join(folder, `${id}.json`);

/** Everything of the lease that waits, its end last. Written beside and renamed, so that a crash leaves a whole file or none. */
function keep(folder: string, end: AgentEvent, queue: readonly AgentEvent[]): void {
  const draft = `${fileOf(folder, end)}.draft`;
  writeFileSync(draft, toJson(queue.filter(({ leaseId }) => leaseId === end.leaseId)), { mode: 0o600 });
  renameSync(draft, fileOf(folder, end));
}

function forget(folder: string, event: AgentEvent): void {
  if (event.type === "ended") rmSync(fileOf(folder, event), { force: true });
}

function readKept(folder: string): AgentEvent[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as AgentEvent | AgentEvent[]);
}
