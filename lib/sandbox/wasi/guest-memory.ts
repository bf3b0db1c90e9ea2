import { errno, refuse } from "./errno";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Gathers or scatters: the standard lets a call name many pieces, and an attacker name millions. */
const piecesMax = 1024;

/**
 * The workload's linear memory as the host reads and writes it. Every access is checked against its
 * present size and answered with `fault` when it lies outside. Views are made anew when memory grew.
 */
export class GuestMemory {
  #memory: { readonly buffer: ArrayBuffer } = { buffer: new ArrayBuffer(0) };
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);

  /** Before this, which is before any call, memory is empty. */
  attach(memory: WebAssembly.Memory): void {
    this.#memory = memory;
  }

  /** A view, valid until the workload runs again. */
  bytes(at: number, length: number): Uint8Array {
    this.#check(at, length);
    return this.#bytes.subarray(at, at + length);
  }

  text(at: number, length: number, lengthMax: number): string {
    if (length > lengthMax) refuse(errno.nameTooLong);
    try {
      return utf8.decode(this.bytes(at, length));
    } catch (error) {
      if (error instanceof TypeError) refuse(errno.invalid);
      throw error;
    }
  }

  u8(at: number): number {
    this.#check(at, 1);
    return this.#view.getUint8(at);
  }

  u16(at: number): number {
    this.#check(at, 2);
    return this.#view.getUint16(at, true);
  }

  u32(at: number): number {
    this.#check(at, 4);
    return this.#view.getUint32(at, true);
  }

  u64(at: number): bigint {
    this.#check(at, 8);
    return this.#view.getBigUint64(at, true);
  }

  setU8(at: number, value: number): void {
    this.#check(at, 1);
    this.#view.setUint8(at, value);
  }

  setU16(at: number, value: number): void {
    this.#check(at, 2);
    this.#view.setUint16(at, value, true);
  }

  setU32(at: number, value: number): void {
    this.#check(at, 4);
    this.#view.setUint32(at, value, true);
  }

  setU64(at: number, value: bigint): void {
    this.#check(at, 8);
    this.#view.setBigUint64(at, value, true);
  }

  set(at: number, bytes: Uint8Array): void {
    this.bytes(at, bytes.length).set(bytes);
  }

  /** The pieces of memory that a vector of (address, length) pairs names. */
  *pieces(at: number, count: number): Generator<Uint8Array> {
    if (count > piecesMax) refuse(errno.invalid);
    this.#check(at, count * 8);
    for (let i = 0; i < count; i++) yield this.bytes(this.u32(at + i * 8), this.u32(at + i * 8 + 4));
  }

  #check(at: number, length: number): void {
    const { buffer } = this.#memory;
    if (buffer !== this.#bytes.buffer) {
      this.#bytes = new Uint8Array(buffer);
      this.#view = new DataView(buffer);
    }
    if (at + length > this.#bytes.length) refuse(errno.fault);
  }
}
