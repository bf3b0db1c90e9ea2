import { eq } from "drizzle-orm";
import { hexToBytes, type Hex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readTimeline } from "@/db/queries/state-changes";
import { deviceBenchmarks } from "@/db/schema/devices";
import type { BenchmarkProof } from "@/lib/devices/benchmark";
import { makeKernel, roundsPerChunk } from "@/lib/devices/benchmark-kernel";
import { addDevice, startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { challengeDevice, checkBenchmark } from "./check-benchmark";

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
});
afterAll(() => market.stop());

const measured = { memoryMibPerSecond: 9_000, diskMibPerSecond: 300, gatewayRttMicros: 900 };
const began = new Date("2026-01-15T12:00:00Z");
const later = (ms: number) => market.ctx(undefined, new Date(began.getTime() + ms));

/** Twelve chunks, done for real: four alone and eight together, in 40 ms and 60 ms by the device's clock. */
function work(seed: Hex, more: Partial<BenchmarkProof> = {}): BenchmarkProof {
  const kernel = makeKernel(hexToBytes(seed));
  const digests = Buffer.concat(Array.from({ length: 12 }, (_, chunk) => kernel(chunk)));
  const parts = { singleMs: 40, allMs: 60, singleChunks: 4, allChunks: 8, cores: 2 };
  return { seed, ...parts, digests: digests.toString("base64"), ...more };
}

const kept = (device: Hex) =>
  market.db.select().from(deviceBenchmarks).where(eq(deviceBenchmarks.device, device));

async function challenged(): Promise<{ device: Hex; seed: Hex }> {
  const device = await addDevice(market);
  return { device, ...(await challengeDevice(later(0), device)) };
}

test("work that was done is kept, with what the gateway's own clock says of it", async () => {
  const { device, seed } = await challenged();
  const benchmark = await checkBenchmark(later(150), device, { measured, proof: work(seed) });
  expect(benchmark).toEqual({
    ...measured,
    cores: 2,
    cpuSinglePerSecond: 100 * roundsPerChunk,
    cpuAllPerSecond: Math.floor((8 * roundsPerChunk * 1000) / 60),
    provenPerSecond: 80 * roundsPerChunk,
    sampled: 8,
    at: "2026-01-15T12:00:00.150Z",
  });
  expect((await kept(device)).map((row) => row.benchmark)).toEqual([benchmark]);
});

test("a device that makes its digests up is refused, loses what it had, and its timeline says so", async () => {
  const { device, seed } = await challenged();
  await checkBenchmark(later(150), device, { measured, proof: work(seed) });
  const next = await challengeDevice(later(200), device);
  const lie = work(next.seed, { digests: work(seed).digests });
  await expect(checkBenchmark(later(400), device, { measured, proof: lie })).rejects.toMatchObject({
    code: "BENCHMARK_WRONG",
    facts: { detail: expect.stringMatching(/^chunk \d+ does not come to/) },
  });
  expect(await kept(device)).toEqual([]);
  const timeline = await readTimeline(market.db, [{ noun: "device", ids: [device] }]);
  expect(timeline.map(({ reason }) => reason)).toEqual(["BENCHMARK_WRONG"]);
});

test.each<[string, Partial<BenchmarkProof>, number]>([
  ["worked longer than it had the seed", {}, 90],
  ["says more chunks than it has digests for", { allChunks: 9 }, 150],
  ["answers another seed", { seed: `0x${"11".repeat(32)}` }, 150],
  ["answers a minute late", {}, 60_001],
])("a device that %s is refused", async (_, more, afterMs) => {
  const { device, seed } = await challenged();
  const proof = work(seed, more);
  await expect(checkBenchmark(later(afterMs), device, { measured, proof })).rejects.toMatchObject({
    code: "BENCHMARK_WRONG",
  });
  expect(await kept(device)).toEqual([]);
});

test("a seed is good for one answer", async () => {
  const { device, seed } = await challenged();
  await checkBenchmark(later(150), device, { measured, proof: work(seed) });
  await expect(checkBenchmark(later(160), device, { measured, proof: work(seed) })).rejects.toMatchObject({
    code: "BENCHMARK_WRONG",
  });
});
