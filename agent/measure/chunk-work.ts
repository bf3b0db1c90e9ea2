/** What the threads of one part are given. */
export type ChunkWork = {
  seed: Uint8Array;
  /** Numbers that all of them see, at `places`. */
  shared: SharedArrayBuffer;
  digests: SharedArrayBuffer;
  forMs: number;
  chunksMax: number;
};

/** The next chunk, how many threads are ready, and whether they may begin. */
export const places = { next: 0, ready: 1, go: 2 } as const;
