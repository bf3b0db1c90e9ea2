import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { hexToBytes, type Hex } from "viem";
import { chunksMax, proofOf, type BenchmarkProof, type SelfMeasured } from "@/lib/devices/benchmark";
import { openChunkRuns } from "./run-chunks";

/** How long each part lasts. With the start of threads, two seconds in all on a machine that is idle. */
const cpuMs = 400;
const memoryMs = 150;
const diskMs = 300;

const mib = 1 << 20;

/** What the machine copies and writes; each for a moment, so that whoever works on it does not notice. */
export function measureMemoryAndDisk(home: string): Omit<SelfMeasured, "gatewayRttMicros"> {
  return { memoryMibPerSecond: measureMemory(), diskMibPerSecond: measureDisk(home) };
}

function measureMemory(): number {
  const [from, to] = [Buffer.alloc(32 * mib, 1), Buffer.alloc(32 * mib, 2)];
  let copied = 0;
  const startMs = performance.now();
  while (performance.now() - startMs < memoryMs) copied += from.copy(to);
  return perSecond(copied / mib, performance.now() - startMs);
}

/** Each piece is on the disk before the next is written. */
function measureDisk(home: string): number {
  const file = join(home, "measure.tmp");
  const piece = Buffer.alloc(4 * mib, 3);
  const handle = openSync(file, "w", 0o600);
  try {
    let written = 0;
    const startMs = performance.now();
    while (performance.now() - startMs < diskMs && written < 64 * mib) {
      written += writeSync(handle, piece, 0, piece.length, written);
      fsyncSync(handle);
    }
    return perSecond(written / mib, performance.now() - startMs);
  } finally {
    closeSync(handle);
    rmSync(file, { force: true });
  }
}

/** Works on the seed, first with one core and then with all that are offered, and keeps what it takes to check it. */
export async function proveCpu(seed: Hex, cores: number): Promise<BenchmarkProof> {
  const runs = await openChunkRuns(hexToBytes(seed), chunksMax);
  const single = await runs.run(1, cpuMs, chunksMax / 2);
  const all = await runs.run(cores, cpuMs, chunksMax / 2);
  return proofOf(seed, cores, { single, all, digests: runs.digests() });
}

const perSecond = (amount: number, ms: number) => Math.round((amount * 1000) / ms);
