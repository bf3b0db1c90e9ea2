import type { Hex } from "viem";
import { z } from "zod";
import { base64Of } from "@/lib/base64";
import { bytes32Schema } from "@/lib/orders/spec";

const figure = z.int().min(0);

/** The most chunks that one measurement may do: so many digests fit into one request. */
export const chunksMax = 20_000;

/** What a device measures of itself and nobody can do again for it. */
export const selfMeasuredSchema = z.object({
  /** Copied from one place of memory to another, one core. */
  memoryMibPerSecond: figure,
  /** Written and brought to the disk (fsync), in the agent's folder; 0 where there is no disk to write to. */
  diskMibPerSecond: figure,
  /** The best of five round trips to the gateway, in microseconds; null where it did not answer then. */
  gatewayRttMicros: z.int().min(1).nullable(),
});
export type SelfMeasured = z.infer<typeof selfMeasuredSchema>;

/** The work that the figures of the processor rest on, so that the gateway can do a sample of it again. */
export const benchmarkProofSchema = z.object({
  seed: bytes32Schema,
  /** Threads of the second part: the cores that the operator offers. */
  cores: z.int().min(1).max(4096),
  /** Milliseconds that each part took, by the device's clock: one core alone, and all together. */
  singleMs: z.number().min(1).max(60_000),
  allMs: z.number().min(1).max(60_000),
  /** Chunks of the kernel that each part did (`lib/devices/benchmark-kernel.ts`); those of the first come first. */
  singleChunks: z.int().min(1).max(chunksMax),
  allChunks: z.int().min(1).max(chunksMax),
  /** Eight bytes for each chunk, in order, base64. */
  digests: z.string().max(220_000),
});
export type BenchmarkProof = z.infer<typeof benchmarkProofSchema>;

/** What one part of the work came to: chunks of the kernel, and milliseconds by the device's clock. */
export type ChunkRun = { chunks: number; ms: number };

/** The work as it goes to the gateway: with one core, with all that are offered, and what both worked out, in order. */
export const proofOf = (
  seed: Hex,
  cores: number,
  { single, all, digests }: { single: ChunkRun; all: ChunkRun; digests: Uint8Array },
): BenchmarkProof => ({
  seed,
  cores,
  singleMs: single.ms,
  allMs: all.ms,
  singleChunks: single.chunks,
  allChunks: all.chunks,
  digests: base64Of(digests),
});

/** A measurement as the gateway keeps it, beside what the device claims. GPUs are not measured: no way to is built. */
export const benchmarkSchema = selfMeasuredSchema.extend({
  cores: z.int(),
  /** Rounds of the kernel a second: one core alone, and all offered cores together. */
  cpuSinglePerSecond: figure,
  cpuAllPerSecond: figure,
  /**
   * Rounds a second that the device did at the least, all in all, by the gateway's own clock: from giving
   * the seed to having the answer. The device cannot make it larger than it is.
   */
  provenPerSecond: figure,
  /** Chunks that the gateway did again, all of them with the device's answer. */
  sampled: figure,
  at: z.iso.datetime(),
});
export type Benchmark = z.infer<typeof benchmarkSchema>;
