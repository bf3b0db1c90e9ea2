/**
 * A small generator with a 128-bit state (xoshiro128++, Blackman and Vigna 2019), the same on every
 * machine. Its seed is public, so it is for simulations and hash tables, never for secrets.
 */
export class SeededRandom {
  readonly #state = new Uint32Array(4);

  /** `seed` has 32 bytes. */
  constructor(seed: Uint8Array) {
    if (seed.length !== 32) throw new RangeError(`A seed has 32 bytes, and this one ${seed.length}.`);
    const view = new DataView(seed.buffer, seed.byteOffset, 32);
    for (let i = 0; i < 8; i++) {
      this.#state[i % 4]! ^= view.getUint32(i * 4, true);
      // All zeros is the one state that the generator never leaves.
      if (this.#state.every((word) => word === 0)) this.#state[0] = 1;
      this.u32();
    }
    for (let i = 0; i < mixingSteps; i++) this.u32();
  }

  u32(): number {
    const state = this.#state;
    const [a, b, c, d] = [state[0]!, state[1]!, state[2]!, state[3]!];
    const result = (rotate((a + d) | 0, 7) + a) >>> 0;
    const shifted = b << 9;
    state[2] = c ^ a;
    state[3] = d ^ b;
    state[1] = b ^ state[2];
    state[0] = a ^ state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 11);
    return result;
  }

  fill(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i += 4) {
      const word = this.u32();
      for (let j = 0; j < 4 && i + j < bytes.length; j++) bytes[i + j] = word >>> (j * 8);
    }
  }
}

/** After so many steps, seeds that differ in one bit have nothing in common. */
const mixingSteps = 16;

const rotate = (word: number, by: number) => (word << by) | (word >>> (32 - by));
