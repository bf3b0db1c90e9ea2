/** Rounds of one chunk: a millisecond or two of one core, so that a gateway can afford to do a few again. */
export const roundsPerChunk = 1 << 18;

const scratchWords = 1 << 14;
const mask = scratchWords - 1;

/** What a chunk leaves behind, in bytes. */
export const digestBytes = 8;

/**
 * The kernel that devices are measured with: integer mixing over 64 KiB of memory, where each round reads
 * a place that the round before decides. Its digest depends on the seed, on the number of the chunk and on
 * every round, and is the same on every engine (`Math.imul` and shifts are exact, bytes little-endian), so
 * that who gave the seed, 32 bytes, can do any chunk again and compare. No shorter way to a digest is known
 * than the rounds.
 */
export function makeKernel(seed: Uint8Array): (chunk: number) => Uint8Array {
  const words = new Int32Array(seed.slice().buffer);
  const scratch = new Int32Array(scratchWords);
  return (chunk) => {
    let a = words[0]! ^ chunk;
    let b = words[1]!;
    for (let at = 0; at < scratchWords; at++) {
      a = (Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) + words[at & 7]!) | 0;
      b = (Math.imul(b ^ (b >>> 12), 0x297a2d39) + a) | 0;
      scratch[at] = b;
    }
    for (let round = scratchWords; round < roundsPerChunk; round++) {
      a = (Math.imul(a ^ scratch[(a ^ round) & mask]!, 0x85ebca6b) + ((b << 13) | (b >>> 19))) | 0;
      b = Math.imul(b, 0xc2b2ae35) ^ (a >>> 16);
      scratch[b & mask] = a;
    }
    return new Uint8Array(Int32Array.of(a, b).buffer);
  };
}
