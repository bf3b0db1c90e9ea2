import { workerData } from "node:worker_threads";
import { digestBytes, makeKernel } from "@/lib/devices/benchmark-kernel";
import { places, type ChunkWork } from "./chunk-work";

/** Takes the next chunk that no other thread has, until the time or the chunks are over. */
const { seed, shared, digests, forMs, chunksMax } = workerData as ChunkWork;
const control = new Int32Array(shared);
const out = new Uint8Array(digests);
const kernel = makeKernel(seed);

// The first runs of a function are slow everywhere: they are not what a machine can do.
for (let chunk = 0; chunk < 20; chunk++) kernel(chunk);

Atomics.add(control, places.ready, 1);
Atomics.wait(control, places.go, 0);
const endMs = performance.now() + forMs;
// At least one, however late a busy machine gives the thread its turn.
do {
  const chunk = Atomics.add(control, places.next, 1);
  if (chunk >= chunksMax) break;
  out.set(kernel(chunk), chunk * digestBytes);
} while (performance.now() < endMs);
