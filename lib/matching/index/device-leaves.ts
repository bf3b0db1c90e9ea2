import { high, low, row, signedHigh, signedLow } from "./device-row";

/** Devices in a leaf: as many as an AND of two words decides on at once. */
export const leafSize = 32;

/**
 * A leaf is 1536 bytes, column after column, each 32 devices long: a search that looks at three columns
 * of a leaf touches three or six cache lines, not thirty-two. Words of 32 bits come first, then halves,
 * then bytes; offsets are in units of each.
 */
export const leafBytes = 1536;
export const leafWords = leafBytes / 4;
export const leafHalves = leafBytes / 2;
export const wordAt = {
  cpuMillis: 0,
  memoryMib: 32,
  diskMib: 64,
  vcpuHour: 96,
  gibHour: 128,
  gpuHour: 160,
  attributes: 192,
} as const;
export const halfAt = {
  x: 448,
  y: 480,
  z: 512,
  access: 544,
  reliability: 576,
  carbon: 608,
  gpuKind: 640,
  flags: 672,
  country: 704,
} as const;
export const byteAt = { gpus: 1472, pending: 1504 } as const;

/** All devices of an index, in leaves. A device's slot is its leaf times 32 and its place in it. */
export class DeviceLeaves {
  readonly words: Int32Array<ArrayBuffer>;
  readonly halves: Uint16Array;
  readonly signed: Int16Array;
  readonly bytes: Uint8Array;
  /** One bit for each slot of a leaf that holds a device. */
  readonly occupied: Int32Array<ArrayBuffer>;

  constructor(readonly count: number) {
    const buffer = new ArrayBuffer(count * leafBytes);
    this.words = new Int32Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.signed = new Int16Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.occupied = new Int32Array(count);
  }

  get bytesHeld(): number {
    return this.bytes.byteLength + this.occupied.byteLength;
  }

  /** Writes a device into a slot. The nodes above do not know of it until they are summed up again. */
  write(slot: number, rows: Int32Array, at: number): void {
    const { words, halves, bytes } = this;
    const [leaf, lane] = [slot >>> 5, slot & 31];
    const w = leaf * leafWords + lane;
    const h = leaf * leafHalves + lane;
    const b = leaf * leafBytes + lane;
    words[w + wordAt.cpuMillis] = rows[at + row.cpuMillis]!;
    words[w + wordAt.memoryMib] = rows[at + row.memoryMib]!;
    words[w + wordAt.diskMib] = rows[at + row.diskMib]!;
    words[w + wordAt.vcpuHour] = rows[at + row.vcpuHour]!;
    words[w + wordAt.gibHour] = rows[at + row.gibHour]!;
    words[w + wordAt.gpuHour] = rows[at + row.gpuHour]!;
    words[w + wordAt.attributes] = rows[at + row.attributes]!;
    halves[h + halfAt.x] = signedLow(rows[at + row.xy]!);
    halves[h + halfAt.y] = signedHigh(rows[at + row.xy]!);
    halves[h + halfAt.z] = signedLow(rows[at + row.zAccess]!);
    halves[h + halfAt.access] = high(rows[at + row.zAccess]!);
    halves[h + halfAt.reliability] = low(rows[at + row.reliabilityCarbon]!);
    halves[h + halfAt.carbon] = high(rows[at + row.reliabilityCarbon]!);
    halves[h + halfAt.gpuKind] = low(rows[at + row.gpuKindFlags]!);
    halves[h + halfAt.flags] = high(rows[at + row.gpuKindFlags]!);
    halves[h + halfAt.country] = low(rows[at + row.countryGpusPending]!);
    bytes[b + byteAt.gpus] = rows[at + row.countryGpusPending]! >>> 16;
    bytes[b + byteAt.pending] = rows[at + row.countryGpusPending]! >>> 24;
    this.occupied[leaf]! |= 1 << lane;
  }

  /** Reads a slot back as a row. */
  read(slot: number, rows: Int32Array, at: number): void {
    const { words, halves, bytes } = this;
    const [leaf, lane] = [slot >>> 5, slot & 31];
    const w = leaf * leafWords + lane;
    const h = leaf * leafHalves + lane;
    const b = leaf * leafBytes + lane;
    rows[at + row.cpuMillis] = words[w + wordAt.cpuMillis]!;
    rows[at + row.memoryMib] = words[w + wordAt.memoryMib]!;
    rows[at + row.diskMib] = words[w + wordAt.diskMib]!;
    rows[at + row.vcpuHour] = words[w + wordAt.vcpuHour]!;
    rows[at + row.gibHour] = words[w + wordAt.gibHour]!;
    rows[at + row.gpuHour] = words[w + wordAt.gpuHour]!;
    rows[at + row.attributes] = words[w + wordAt.attributes]!;
    rows[at + row.xy] = halves[h + halfAt.x]! | (halves[h + halfAt.y]! << 16);
    rows[at + row.zAccess] = halves[h + halfAt.z]! | (halves[h + halfAt.access]! << 16);
    rows[at + row.reliabilityCarbon] = halves[h + halfAt.reliability]! | (halves[h + halfAt.carbon]! << 16);
    rows[at + row.gpuKindFlags] = halves[h + halfAt.gpuKind]! | (halves[h + halfAt.flags]! << 16);
    rows[at + row.countryGpusPending] =
      halves[h + halfAt.country]! | (bytes[b + byteAt.gpus]! << 16) | (bytes[b + byteAt.pending]! << 24);
  }

  vacate(slot: number): void {
    this.occupied[slot >>> 5]! &= ~(1 << (slot & 31));
  }

  /** A free slot of a leaf; -1 when it is full. */
  freeSlot(leaf: number): number {
    const free = ~this.occupied[leaf]!;
    return free === 0 ? -1 : leaf * leafSize + 31 - Math.clz32(free & -free);
  }
}
