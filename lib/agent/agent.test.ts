import { expect, test } from "vitest";
import type { Assignment } from "@/lib/api/agent";
import { MarketError } from "@/lib/errors";
import { followGateway, type Agent } from "./agent";
import type { NewEvent } from "./outbox";
import type { RunBefore } from "./workload-run";

test("what could not be followed is asked for again, and not only what is new", async () => {
  const faults = [new Error("the engine hangs")];
  const { asked, warned, found } = await follow({
    find: () => {
      const fault = faults.pop();
      if (fault) throw fault;
    },
  });
  expect(found).toEqual([["0x01", "0x02"]]);
  expect(asked).toEqual([0, 0, 7]);
  expect(warned).toEqual(["what the gateway answered could not be followed"]);
});

test("a lease of before whose input is gone is told, and the others are taken up", async () => {
  const { told, found, warned } = await follow({
    blob: () => {
      throw new MarketError("WORKLOAD_MISSING", { hash: inputOfSecond });
    },
  });
  expect(found).toEqual([["0x01"]]);
  expect(told).toMatchObject([
    // None of them runs any more: this sandbox has lost both.
    { type: "ended", leaseId: "0x01", reason: "SANDBOX_FAILED" },
    { type: "ended", leaseId: "0x02", reason: "SANDBOX_FAILED" },
  ]);
  expect(warned).toEqual(["a lease of before cannot be taken up"]);
});

test("a gateway that does not answer when it is asked for an input loses no lease", async () => {
  const faults = [new TypeError("fetch failed")];
  const { found } = await follow({
    blob: () => {
      const fault = faults.pop();
      if (fault) throw fault;
    },
  });
  expect(found).toEqual([["0x01", "0x02"]]);
});

test("an answer that another request says must have come is asked for again, and one that is on its way is not", async () => {
  let answers = 0;
  const { asked, warned } = await follow({
    commands: (signal, tell) => {
      if (answers++ > 0) return undefined;
      // Nothing is lost yet: this answer says as much as the heartbeat does.
      tell(0);
      setImmediate(() => tell(7));
      return new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason as Error)),
      );
    },
  });
  expect(asked).toEqual([0, 0, 7]);
  expect(warned).toEqual(["the gateway's answer was lost: it is asked again"]);
});

// ---------------------------------------------------------------------------------------------

const inputOfSecond = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** Two containers that ran before this agent was started. */
const assignments = [container("0x01", null), container("0x02", inputOfSecond)];

function container(leaseId: string, input: string | null): Assignment {
  const resources = { cpuMillis: 1000, memoryMib: 64, diskMib: 16, gpus: 0 };
  const spec = { workload: { kind: "container", image: "a@sha256:00" }, args: [], input, resources };
  const order = { spec, terms: { maxSeconds: 60, startBy: 0 } };
  const at = { leaseId, orderId: leaseId, epoch: 1, state: "running" };
  return { ...at, order, execs: [], logOffsets: { stdout: 0, stderr: 0 } } as unknown as Assignment;
}

/** Follows a gateway that says the same until it has been heeded, and then stops. Gives what was seen of it. */
async function follow(faults: {
  find?: () => void;
  blob?: () => void;
  commands?: (signal: AbortSignal, tell: (cursor: number) => void) => Promise<void> | undefined;
}) {
  const seen = {
    asked: [] as number[],
    found: [] as string[][],
    told: [] as NewEvent[],
    warned: [] as string[],
  };
  const stop = new AbortController();
  let tellCommands: (cursor: number) => void = () => undefined;
  const agent = {
    machine: { monotonicMs: () => 0, wallMs: () => 0, sha256: () => inputOfSecond, sleep: turn },
    link: {
      agent: {
        commands: async ({ after }: { after: number }, { signal }: { signal: AbortSignal }) => {
          seen.asked.push(after);
          await faults.commands?.(signal, tellCommands);
          if (after > 0) stop.abort();
          return { cursor: 7, assignments, vouchers: [], vouchersCursor: 0 };
        },
        blob: async () => {
          faults.blob?.();
          return new Blob([]);
        },
      },
    },
    outbox: {
      send: (event: NewEvent) => seen.told.push(event),
      endedLeases: () => new Set(seen.told.map(({ leaseId }) => leaseId)),
      lastHeardMs: () => 0,
      onCommands: (heard: (cursor: number) => void) => (tellCommands = heard),
    },
    vouchers: { cursor: () => 0, add: async () => undefined },
    find: async (before: readonly RunBefore[]) => {
      faults.find?.();
      seen.found.push(before.map(({ leaseId }) => leaseId));
      return [];
    },
    onLeases: () => undefined,
    log: { warn: (_: object, text: string) => seen.warned.push(text) },
  };
  const drain = new AbortController().signal;
  await followGateway(agent as unknown as Agent, { stop: stop.signal, drain });
  return seen;
}

const turn = () => new Promise<void>(setImmediate);
