import { hexToBytes, type Hex } from "viem";
import { chunksMax, proofOf, type BenchmarkProof } from "@/lib/devices/benchmark";
import { digestBytes } from "@/lib/devices/benchmark-kernel";
import type { ChunkReply, ChunkRequest } from "./chunk-worker";

/** How long each part lasts. */
const cpuMs = 400;
const memoryMs = 150;

/** Chunks that a worker is given at a time: some ten milliseconds of work, so that asking costs nothing beside it. */
const handful = 8;

/** Works on the seed, first with one core and then with all that are offered, and keeps what it takes to check it. */
export async function proveCpu(seed: Hex, cores: number): Promise<BenchmarkProof> {
  const workers = await Promise.all(Array.from({ length: cores }, () => openWorker(hexToBytes(seed))));
  const digests = new Uint8Array(chunksMax * digestBytes);
  let done = 0;
  /** Hands out chunks until the time or their number is over, and waits for all that were handed out. */
  const part = async (some: readonly Worker[], most: number) => {
    const [first, last] = [done, Math.min(chunksMax, done + most)];
    const startMs = performance.now();
    const work = async (worker: Worker) => {
      // At least one handful, however late a busy machine gives the worker its turn.
      do {
        const from = done;
        const count = Math.min(handful, last - from);
        if (count <= 0) return;
        done += count;
        for (const [at, digest] of (await ask(worker, { from, count })).digests.entries())
          digests.set(digest, (from + at) * digestBytes);
      } while (performance.now() - startMs < cpuMs);
    };
    await Promise.all(some.map(work));
    return { chunks: done - first, ms: performance.now() - startMs };
  };
  try {
    const single = await part(workers.slice(0, 1), chunksMax / 2);
    const all = await part(workers, chunksMax / 2);
    return proofOf(seed, cores, { single, all, digests: digests.subarray(0, done * digestBytes) });
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

/** MiB copied in a second, by one core. */
export function measureMemory(): number {
  const mib = 32;
  const [from, to] = [new Uint8Array(mib << 20).fill(1), new Uint8Array(mib << 20).fill(2)];
  let copied = 0;
  const startMs = performance.now();
  while (performance.now() - startMs < memoryMs) {
    to.set(from);
    copied += mib;
  }
  return Math.round((copied * 1000) / (performance.now() - startMs));
}

async function openWorker(seed: Uint8Array): Promise<Worker> {
  const worker = new Worker(new URL("./chunk-worker.ts", import.meta.url), { type: "module" });
  await ask(worker, { seed });
  return worker;
}

function ask(worker: Worker, request: ChunkRequest): Promise<ChunkReply> {
  return new Promise((resolve, reject) => {
    const once = { once: true };
    worker.addEventListener("message", ({ data }: MessageEvent<ChunkReply>) => resolve(data), once);
    worker.addEventListener("error", ({ message }) => reject(new Error(message)), once);
    worker.postMessage(request, []);
  });
}
