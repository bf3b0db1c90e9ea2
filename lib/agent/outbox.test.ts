import { expect, test } from "vitest";
import type { AgentEvent } from "@/lib/api/agent";
import type { ApiClient } from "@/lib/api/client";
import type { Machine } from "./machine";
import { openOutbox } from "./outbox";
import { withoutOutcome } from "./run-lease";

test("an end leaves only when it is written down, also one that comes while another is being written", async () => {
  const writes: (() => void)[] = [];
  const { outbox, sent, stop } = setup(() => new Promise((written) => writes.push(written)));
  outbox.send(endOf("0x01"));
  await settled();
  outbox.send(endOf("0x02"));
  writes[0]!();
  await settled();
  expect(sent).toEqual([["0x01"]]);
  writes[1]!();
  await settled();
  expect(sent).toEqual([["0x01"], ["0x02"]]);
  await stop();
});

// ---------------------------------------------------------------------------------------------

const endOf = (leaseId: `0x${string}`) => ({
  type: "ended" as const,
  leaseId,
  epoch: 1,
  reason: "SANDBOX_FAILED" as const,
  facts: {},
  ...withoutOutcome,
});

/** Until everything has happened that needs nothing from outside. */
const settled = async () => {
  for (let turns = 0; turns < 10; turns++) await new Promise(setImmediate);
};

/** An outbox that runs, at a gateway that takes everything. Gives the leases of each batch that it was sent. */
function setup(keep: () => Promise<void>) {
  const sent: string[][] = [];
  const events = async ({ events: batch }: { events: AgentEvent[] }) => {
    if (batch.length > 0) sent.push(batch.map(({ leaseId }) => leaseId));
    return { results: batch.map(({ id }) => ({ id, taken: true, code: null })), leases: [], cursor: null };
  };
  const outbox = openOutbox({
    machine: timeless,
    journal: { kept: [], keep, forget: () => undefined },
    link: { agent: { events } } as unknown as ApiClient,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    heartbeatMs: Infinity,
    onRefused: () => undefined,
  });
  const stopping = new AbortController();
  const running = outbox.run(stopping.signal);
  return {
    outbox,
    sent,
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}

/** Whatever has an end is waited for in no time. */
const timeless: Machine = {
  wallMs: () => 0,
  monotonicMs: () => 0,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (Number.isFinite(ms) || signal?.aborted) return void setImmediate(resolve);
      signal?.addEventListener("abort", () => resolve(), { once: true });
    }),
  randomHex: (byteLength) => "00".repeat(byteLength),
  sha256: () => "",
};
