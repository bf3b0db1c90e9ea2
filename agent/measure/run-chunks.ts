import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { bundle } from "@/agent/bundle";
import type { ChunkRun } from "@/lib/devices/benchmark";
import { digestBytes } from "@/lib/devices/benchmark-kernel";
import { places, type ChunkWork } from "./chunk-work";

/** Does chunks of the kernel in so many threads for so long, each part going on where the one before ended. */
export async function openChunkRuns(seed: Uint8Array, chunksMax: number) {
  const code = await bundle(new URL("chunk-thread.ts", import.meta.url));
  const digests = new SharedArrayBuffer(chunksMax * digestBytes);
  let done = 0;
  return {
    /** Runs one part, of no more than `most` chunks. */
    run: async (threads: number, forMs: number, most: number): Promise<ChunkRun> => {
      const shared = new SharedArrayBuffer(Object.keys(places).length * 4);
      const control = new Int32Array(shared);
      control[places.next] = done;
      const work: ChunkWork = { seed, shared, digests, forMs, chunksMax: Math.min(chunksMax, done + most) };
      const workers = Array.from(
        { length: threads },
        () => new Worker(code, { eval: true, execArgv: [], workerData: work }),
      );
      const ended = Promise.all(workers.map((worker) => once(worker, "exit")));
      // Nobody begins before all can: a thread that fails ends the wait as well.
      while (Atomics.load(control, places.ready) < threads) await Promise.race([sleep(2), ended]);
      const startMs = performance.now();
      Atomics.store(control, places.go, 1);
      Atomics.notify(control, places.go);
      await ended;
      const ms = performance.now() - startMs;
      // A thread that found no chunk left has counted one that nobody did.
      const before = done;
      done = Math.min(Atomics.load(control, places.next), work.chunksMax);
      return { chunks: done - before, ms };
    },
    digests: () => new Uint8Array(digests).slice(0, done * digestBytes),
  };
}
