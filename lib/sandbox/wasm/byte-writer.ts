const utf8 = new TextEncoder();

/** Writes a module. Grows by doubling, so a write is O(1) over the whole module. */
export class ByteWriter {
  #bytes: Uint8Array;
  at = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
  }

  u8(...values: number[]): this {
    this.#need(values.length);
    for (const value of values) this.#bytes[this.at++] = value;
    return this;
  }

  copy(bytes: Uint8Array, from = 0, to = bytes.length): this {
    this.#need(to - from);
    this.#bytes.set(from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to), this.at);
    this.at += to - from;
    return this;
  }

  u32(value: number): this {
    this.#need(5);
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.#bytes[this.at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.at++] = rest;
    return this;
  }

  /** A signed LEB128; a number must be a safe integer. */
  s64(value: number | bigint): this {
    this.#need(10);
    let rest = BigInt(value);
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      if ((rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40)) {
        this.#bytes[this.at++] = low;
        return this;
      }
      this.#bytes[this.at++] = low | 0x80;
    }
  }

  name(text: string): this {
    const bytes = utf8.encode(text);
    return this.u32(bytes.length).copy(bytes);
  }

  /** Leaves room for a number below 2^27 that `patch` fills in later. Returns where. */
  hole(): number {
    this.#need(4);
    this.at += 4;
    return this.at - 4;
  }

  /** Fills a hole: a signed LEB128 padded to four bytes, which the format allows. */
  patch(hole: number, value: number): void {
    this.#bytes[hole] = (value & 0x7f) | 0x80;
    this.#bytes[hole + 1] = ((value >>> 7) & 0x7f) | 0x80;
    this.#bytes[hole + 2] = ((value >>> 14) & 0x7f) | 0x80;
    this.#bytes[hole + 3] = (value >>> 21) & 0x3f;
  }

  /** What was written: a view until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.at);
  }

  #need(room: number): void {
    if (this.at + room <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.at + room));
    larger.set(this.#bytes.subarray(0, this.at));
    this.#bytes = larger;
  }
}
