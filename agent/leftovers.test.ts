import { expect, test } from "vitest";
import { fenceMs, type Agent } from "@/lib/agent/agent";
import type { FoundRun, RunBefore } from "@/lib/agent/workload-run";
import { guardLeftovers } from "./leftovers";

test("what was left running is destroyed when the gateway has not been heard for the whole fence", async () => {
  const { destroyedAt } = await guard({ heardMsAgo: 10_000 });
  expect(destroyedAt).toEqual([fenceMs - 10_000]);
});

test("an agent that comes back too late, or for the first time, destroys it at once", async () => {
  expect((await guard({ heardMsAgo: fenceMs + 1 })).destroyedAt).toEqual([0]);
  expect((await guard({ heardMsAgo: Date.now() })).destroyedAt).toEqual([0]);
});

test("a clock that was set back gives it no more than the fence", async () => {
  expect((await guard({ heardMsAgo: -3_600_000 })).destroyedAt).toEqual([fenceMs]);
});

test("a machine that slept meanwhile gives it no time for that", async () => {
  expect((await guard({ heardMsAgo: 0, sleptMs: 3_600_000 })).destroyedAt).toEqual([1_000]);
});

test("an engine that fails is asked again, and the agent goes on", async () => {
  const { destroyedAt, warned } = await guard({ heardMsAgo: fenceMs, failures: 2 });
  expect(destroyedAt).toEqual([10_000]);
  expect(warned).toBe(2);
});

test("what the gateway says is still this device's is found, and nothing is destroyed any more", async () => {
  const { destroyedAt, found } = await guard({ heardMsAgo: 10_000, toldMsLater: 1_000 });
  expect(found).toEqual([{ leaseId: "0x01" }]);
  expect(destroyedAt).toEqual([]);
});

// ---------------------------------------------------------------------------------------------

type Story = { heardMsAgo: number; failures?: number; toldMsLater?: number; sleptMs?: number };

/** Lets an agent start after the gateway was last heard, and tells what it does with what it finds and when. */
async function guard({ heardMsAgo, failures = 0, toldMsLater, sleptMs = 0 }: Story) {
  const startMs = Date.now();
  let [nowMs, warned] = [0, 0];
  const destroyedAt: number[] = [];
  let find: Agent["find"] | undefined;
  let found: FoundRun[] = [];
  const sandbox: Agent["find"] = async (before) => {
    if (failures-- > 0) throw new Error("no space left");
    if (before.length === 0) destroyedAt.push(nowMs);
    return before.map(({ leaseId }) => ({ leaseId }) as FoundRun);
  };
  const machine = {
    wallMs: () => startMs + nowMs + (nowMs > 0 ? sleptMs : 0),
    monotonicMs: () => nowMs,
    sleep: async (ms: number, signal?: AbortSignal) => {
      await new Promise(setImmediate);
      if (toldMsLater !== undefined && toldMsLater <= ms) {
        nowMs += toldMsLater;
        void find!([{ leaseId: "0x01" } as RunBefore]).then((runs) => (found = runs));
        await new Promise((resolve) => signal!.addEventListener("abort", resolve, { once: true }));
      } else nowMs += ms;
    },
    randomHex: () => "",
    sha256: () => "",
  };
  const silent = () => undefined;
  const log = { info: silent, warn: () => void warned++, error: silent };
  find = guardLeftovers({ find: sandbox, lastHeardAt: startMs - heardMsAgo, machine, log });
  for (let turns = 0; turns < 100; turns++) await new Promise(setImmediate);
  return { destroyedAt, found, warned };
}
