import { expect, test } from "vitest";
import type { Assignment } from "@/lib/api/agent";
import type { Outcome } from "@/lib/sandbox/outcome";
import type { Agent } from "./agent";
import type { NewEvent } from "./outbox";
import { runLease } from "./run-lease";

test("the result of a lease is reported although its sandbox cannot be removed", async () => {
  const { told, warned, lease } = takeUp({ destroy: () => Promise.reject(new Error("the engine hangs")) });
  await lease.done;
  expect(told).toMatchObject([{ type: "ended", reason: "COMPLETED", outcome: { exitCode: 0 } }]);
  expect(warned).toEqual(["the sandbox of a lease was not removed"]);
});

test("a lease that ran and then failed is ended by its device and not refused: something of it ran", async () => {
  const { told, lease, destroyed } = takeUp({ flush: () => Promise.reject(new Error("no seal")) });
  await lease.done;
  expect(told).toMatchObject([
    { type: "ended", reason: "SANDBOX_FAILED", facts: { detail: "no seal" }, outcome: null },
  ]);
  expect(destroyed()).toBe(true);
});

test("one that somebody else holds by then says nothing, and leaves nothing behind", async () => {
  const { told, lease, destroyed } = takeUp({ flush: () => Promise.reject(new Error("no seal")) });
  lease.abandon();
  await lease.done;
  expect(told).toEqual([]);
  expect(destroyed()).toBe(true);
});

// ---------------------------------------------------------------------------------------------

type Faults = { destroy?: () => Promise<void>; flush?: () => Promise<void> };

/** A lease that goes on after its agent was started again, in a sandbox that ends at once. */
function takeUp({ destroy = async () => undefined, flush = async () => undefined }: Faults) {
  const told: NewEvent[] = [];
  const warned: string[] = [];
  let isDestroyed = false;
  const run = {
    stop: () => undefined,
    collect: async () => outcome,
    destroy: () => {
      isDestroyed = true;
      return destroy();
    },
  };
  const agent = {
    identity: { signDigest: () => "0x11" },
    deployment: {
      chainId: 31_337,
      contracts: { escrow: `0x${"22".repeat(20)}`, leases: `0x${"33".repeat(20)}` },
    },
    outbox: { send: (event: NewEvent) => told.push(event) },
    log: { info: () => undefined, warn: (_: object, text: string) => warned.push(text) },
  };
  const log = { sink: () => undefined, flush };
  const lease = runLease(agent as unknown as Agent, assignment, { run, log });
  return { told, warned, lease, destroyed: () => isDestroyed };
}

/** Of an assignment, what a lease that runs already still looks at. */
const assignment = {
  leaseId: `0x${"44".repeat(32)}`,
  epoch: 1,
  state: "running",
  execs: [],
  order: { spec: { resources: { memoryMib: 64, diskMib: 16 } }, terms: { maxSeconds: 60 } },
} as unknown as Assignment;

const empty = { byteLength: 0, sha256: "55".repeat(32) };
const outcome: Outcome = {
  end: "exit",
  exitCode: 0,
  detail: null,
  fuelUsed: null,
  memoryPeakBytes: null,
  wallMs: 5,
  stdout: empty,
  stderr: empty,
  result: new Uint8Array(),
  files: [],
  resultRoot: "66".repeat(32),
};
