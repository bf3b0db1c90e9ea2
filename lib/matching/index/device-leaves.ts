/** Devices in a leaf: as many as an AND of two words decides on at once. */
export const leafSize = 32;

/**
 * What a slot keeps of a row, one device after the other: a search looks at few devices of a leaf and at most
 * of what it knows of each, which is one or two cache lines. Column after column each would be a dozen.
 */
export const slotWords = 12;

/** All devices of an index, in leaves. A device's slot is its leaf times 32 and its place in it. */
export class DeviceLeaves {
  /** By slot, the row of its device: see device-row.ts. */
  readonly words: Int32Array<ArrayBuffer>;
  /** One bit for each slot of a leaf that holds a device. */
  readonly occupied: Int32Array<ArrayBuffer>;

  constructor(readonly count: number) {
    this.words = new Int32Array(count * leafSize * slotWords);
    this.occupied = new Int32Array(count);
  }

  get bytesHeld(): number {
    return this.words.byteLength + this.occupied.byteLength;
  }

  /** Writes a device into a slot. The nodes above do not know of it until they are summed up again. */
  write(slot: number, rows: Int32Array, at: number): void {
    const { words } = this;
    for (let word = 0; word < slotWords; word++) words[slot * slotWords + word] = rows[at + word]!;
    this.occupied[slot >>> 5]! |= 1 << (slot & 31);
  }

  /** Reads a slot back as a row. */
  read(slot: number, rows: Int32Array, at: number): void {
    for (let word = 0; word < slotWords; word++) rows[at + word] = this.words[slot * slotWords + word]!;
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
