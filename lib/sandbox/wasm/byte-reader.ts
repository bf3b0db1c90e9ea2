import { notWasm } from "./refuse";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Reads a module's bytes from `at` to `end`. Every read is checked; what does not fit is WORKLOAD_NOT_WASM. */
export class ByteReader {
  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
    readonly end = bytes.length,
  ) {}

  get done(): boolean {
    return this.at >= this.end;
  }

  u8(): number {
    if (this.at >= this.end) this.#early();
    return this.bytes[this.at++]!;
  }

  /** An unsigned LEB128 of at most 32 bits, in at most 5 bytes as the format demands. */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      if (shift === 28 && byte > 0x0f) notWasm(`the number at byte ${this.at - 1} is larger than 32 bits`);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    return notWasm(`the number at byte ${this.at} does not end`);
  }

  /** A signed LEB128 of at most 33 bits: the type of a block, where what is negative is a value type. */
  s33(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return byte & 0x40 ? value - 2 ** (shift + 7) : value;
    }
    return notWasm(`the number at byte ${this.at} does not end`);
  }

  /** Passes over a LEB128 of at most `bytesMax` bytes. */
  skipLeb(bytesMax: number): void {
    for (let i = 0; i < bytesMax; i++) if (this.u8() < 0x80) return;
    notWasm(`the number at byte ${this.at} does not end`);
  }

  skip(length: number): void {
    if (length > this.end - this.at) this.#early();
    this.at += length;
  }

  /** A view, not a copy. */
  take(length: number): Uint8Array {
    const from = this.at;
    this.skip(length);
    return this.bytes.subarray(from, this.at);
  }

  name(): string {
    const bytes = this.take(this.u32());
    try {
      return utf8.decode(bytes);
    } catch {
      return notWasm(`the name before byte ${this.at} is no UTF-8`);
    }
  }

  /** A reader of the next `length` bytes; this one goes on behind them. */
  section(length: number): ByteReader {
    const from = this.at;
    this.skip(length);
    return new ByteReader(this.bytes, from, this.at);
  }

  #early(): never {
    return notWasm(`the module ends early at byte ${this.end}`);
  }
}
