import "server-only";
import { randomBytes, randomInt } from "node:crypto";
import { setImmediate as others } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { bytesToHex, hexToBytes, type Hex } from "viem";
import { recordChange } from "@/db/queries/state-changes";
import { deviceBenchmarks, deviceChallenges, devices } from "@/db/schema/devices";
import type { Benchmark, BenchmarkProof, SelfMeasured } from "@/lib/devices/benchmark";
import { digestBytes, makeKernel, roundsPerChunk } from "@/lib/devices/benchmark-kernel";
import { MarketError } from "@/lib/errors";
import type { Context } from "@/server/context";

/** How long a seed is good for: many times what a slow machine needs. */
const seedMsMax = 60_000;

/** Who made up a fifth of the digests passes one check in six, who made up half of them one in 250. */
const samples = 8;

/** A seed that nobody knew before, to measure this device with. The one before is good for nothing more. */
export async function challengeDevice(ctx: Context, device: Hex): Promise<{ seed: Hex }> {
  const seed = bytesToHex(randomBytes(32));
  const fresh = { seed, issuedAt: ctx.now };
  await ctx.db
    .insert(deviceChallenges)
    .values({ device, ...fresh })
    .onConflictDoUpdate({ target: deviceChallenges.device, set: fresh });
  return { seed };
}

/**
 * Takes what a device measured, if the sample that the gateway does again has the device's digests and
 * the time that it says is not longer than the time that went by. A measurement that does not hold is
 * refused with BENCHMARK_WRONG, stands in the device's timeline, and takes the one before with it.
 */
export async function checkBenchmark(
  ctx: Context,
  device: Hex,
  { measured, proof }: { measured: SelfMeasured; proof: BenchmarkProof },
): Promise<Benchmark> {
  const [given] = await ctx.db
    .delete(deviceChallenges)
    .where(eq(deviceChallenges.device, device))
    .returning();
  const elapsedMs = given ? ctx.now.getTime() - given.issuedAt.getTime() : Infinity;
  if (!given || given.seed !== proof.seed || elapsedMs > seedMsMax)
    throw new MarketError("BENCHMARK_WRONG", { detail: "its seed was not given, was used, or is too old" });
  const fault = timeFault(proof, elapsedMs) ?? (await digestFault(proof));
  if (fault) {
    await refuse(ctx, device, fault);
    throw new MarketError("BENCHMARK_WRONG", { detail: fault });
  }
  const chunks = proof.singleChunks + proof.allChunks;
  const benchmark: Benchmark = {
    ...measured,
    cores: proof.cores,
    cpuSinglePerSecond: perSecondDown(proof.singleChunks, proof.singleMs),
    cpuAllPerSecond: perSecondDown(proof.allChunks, proof.allMs),
    provenPerSecond: perSecondDown(chunks, elapsedMs),
    sampled: Math.min(samples, chunks),
    at: ctx.now.toISOString(),
  };
  await ctx.db
    .insert(deviceBenchmarks)
    .values({ device, benchmark })
    .onConflictDoUpdate({ target: deviceBenchmarks.device, set: { benchmark } });
  return benchmark;
}

function timeFault({ singleMs, allMs }: BenchmarkProof, elapsedMs: number): string | undefined {
  // Instants are whole milliseconds here and fractions there.
  return singleMs + allMs > elapsedMs + 2
    ? `it says that it worked ${Math.round(singleMs + allMs)} ms, and had the seed for ${elapsedMs}`
    : undefined;
}

async function digestFault({ seed, singleChunks, allChunks, digests }: BenchmarkProof) {
  const claimed = Buffer.from(digests, "base64");
  const chunks = singleChunks + allChunks;
  if (claimed.length !== chunks * digestBytes)
    return `it says ${chunks} chunks, and ${claimed.length} bytes are not their digests`;
  const kernel = makeKernel(hexToBytes(seed));
  for (const chunk of sampleOf(chunks)) {
    await others();
    if (Buffer.compare(kernel(chunk), claimed.subarray(chunk * digestBytes, (chunk + 1) * digestBytes)) !== 0)
      return `chunk ${chunk} does not come to what it says`;
  }
  return undefined;
}

/** Which chunks are looked at: drawn when the answer is there, so that no device can know them. */
function sampleOf(chunks: number): Set<number> {
  const drawn = new Set<number>();
  while (drawn.size < Math.min(samples, chunks)) drawn.add(randomInt(chunks));
  return drawn;
}

async function refuse(ctx: Context, device: Hex, detail: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await tx.delete(deviceBenchmarks).where(eq(deviceBenchmarks.device, device));
    const [enrolled] = await tx.select({ id: devices.id }).from(devices).where(eq(devices.id, device));
    if (!enrolled) return;
    await recordChange(tx, {
      noun: "device",
      id: device,
      from: "measured",
      to: "not-measured",
      reason: "BENCHMARK_WRONG",
      facts: { detail },
      actor: "gateway",
      at: ctx.now,
    });
  });
}

const perSecondDown = (chunks: number, ms: number) =>
  Math.floor((chunks * roundsPerChunk * 1000) / Math.max(1, ms));
