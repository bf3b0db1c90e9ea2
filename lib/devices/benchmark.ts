import { z } from "zod";
import { bytes32Schema } from "@/lib/orders/spec";

const figure = z.int().min(0);

/** What a device measured of itself. Null is "not measured", never zero. */
export const benchmarkFiguresSchema = z.object({
  /** Rounds of the kernel a second (`lib/devices/benchmark-kernel.ts`): one core alone, and all offered cores together. */
  cpuSinglePerSecond: figure,
  cpuAllPerSecond: figure,
  cores: z.int().min(1).max(4096),
  /** Copied from one place of memory to another, one core. */
  memoryMibPerSecond: figure,
  /** Written and brought to the disk (fsync), in the agent's folder. */
  diskMibPerSecond: figure,
  /** The best of five round trips to the gateway, in microseconds. */
  gatewayRttMicros: figure,
  /** No way to measure a GPU is built: null, whatever the machine has. */
  gpu: z.null(),
});
export type BenchmarkFigures = z.infer<typeof benchmarkFiguresSchema>;

/** The work that the figures of the processor rest on, so that the gateway can do a sample of it again. */
export const benchmarkProofSchema = z.object({
  seed: bytes32Schema,
  /** Milliseconds that the device says the two parts took. */
  singleMs: z.number().min(1).max(60_000),
  allMs: z.number().min(1).max(60_000),
  /** How many chunks each part did; those of the first come first. */
  singleChunks: z.int().min(1).max(20_000),
  allChunks: z.int().min(1).max(20_000),
  /** Eight bytes for each chunk, in order, base64. */
  digests: z.string().max(230_000),
});
export type BenchmarkProof = z.infer<typeof benchmarkProofSchema>;

/** A measurement as the gateway keeps it, beside what the device claims. */
export const benchmarkSchema = z.object({
  figures: benchmarkFiguresSchema,
  /** Rounds a second that the device did at least, all cores, by the gateway's own clock: it gave the seed and counted until the answer came. */
  provenPerSecond: figure,
  /** Chunks that the gateway did again, all of them with the device's answer. */
  sampled: figure,
  at: z.iso.datetime(),
});
export type Benchmark = z.infer<typeof benchmarkSchema>;
