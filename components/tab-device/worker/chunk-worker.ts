import { makeKernel } from "@/lib/devices/benchmark-kernel";

/** The next chunks to do; the seed comes first, once. */
export type ChunkRequest = { seed: Uint8Array } | { from: number; count: number };
/** Their digests, one after the other; empty when the kernel is warm. */
export type ChunkReply = { from: number; digests: Uint8Array[] };

const say = (reply: ChunkReply) => self.postMessage(reply, { transfer: [] });

let kernel: ReturnType<typeof makeKernel>;

self.addEventListener("message", ({ data }: MessageEvent<ChunkRequest>) => {
  if ("seed" in data) {
    kernel = makeKernel(data.seed);
    // The first runs of a function are slow everywhere: they are not what a machine can do.
    for (let chunk = 0; chunk < 20; chunk++) kernel(chunk);
    return say({ from: 0, digests: [] });
  }
  const digests = Array.from({ length: data.count }, (_, at) => kernel(data.from + at));
  say({ from: data.from, digests });
});
