import { row, rowInts, signedHigh, signedLow } from "./device-row";
import { marksOf } from "./marks";
import { curveKey } from "./place-curve";
import { radixSort, sortedAtOnce } from "./radix-sort";

/** Devices in a block, and nodes in a group. */
export const blockSize = 32;
const fanOut = 16;

/** A block in memory, column after column: halves of place and access time, then words. 512 bytes. */
export const blockHalves = 256;
export const blockWords = 128;
export const placeAt = { x: 0, y: 32, z: 64, access: 96 } as const;
/** The slot stands one higher, so that nothing but zeros is nobody. */
export const wordOfPlace = { slot: 64, marks: 96 } as const;

/** A group of sixteen nodes: a box and the shortest access time in halves, then the marks that any device has. 288 bytes. */
export const placeGroupHalves = 144;
export const placeGroupWords = 72;
export const boxAt = { minX: 0, maxX: 16, minY: 32, maxY: 48, minZ: 64, maxZ: 80, minAccess: 96 } as const;
export const marksOfGroup = 56;

/**
 * The same devices again, in the order of nothing but their place: for orders that want to be near and hardly
 * anything else. It holds what finds those, 22 bytes a device, and the slot of each; all else is read from
 * its leaf. The box of a node only grows until everything is laid out anew, which keeps it true and simple.
 */
export class PlaceTree {
  readonly words: Int32Array<ArrayBuffer>;
  readonly halves: Uint16Array<ArrayBuffer>;
  readonly signed: Int16Array<ArrayBuffer>;
  readonly groups: Int32Array<ArrayBuffer>;
  readonly groupHalves: Uint16Array<ArrayBuffer>;
  readonly groupSigned: Int16Array<ArrayBuffer>;
  /** By slot, the place of its device, one higher. */
  readonly placeOfSlot: Int32Array<ArrayBuffer>;
  /** By block, where on the curve it began when it was laid out. */
  readonly blockKeys: Uint32Array<ArrayBuffer>;
  /** By level, the group in which its nodes begin; the highest level is one group. */
  readonly firstGroup: number[] = [];

  /** Places for so many slots, a multiple of the block size. `layOut` makes it ready, also for nobody. */
  constructor(readonly slots: number) {
    const blocks = slots / blockSize;
    let groups = 0;
    for (let nodes = blocks; ; nodes = Math.ceil(nodes / fanOut)) {
      this.firstGroup.push(groups);
      groups += Math.ceil(nodes / fanOut);
      if (nodes <= fanOut) break;
    }
    this.words = new Int32Array(blocks * blockWords);
    this.halves = new Uint16Array(this.words.buffer);
    this.signed = new Int16Array(this.words.buffer);
    this.groups = new Int32Array(groups * placeGroupWords);
    this.groupHalves = new Uint16Array(this.groups.buffer);
    this.groupSigned = new Int16Array(this.groups.buffer);
    this.placeOfSlot = new Int32Array(slots);
    // Blocks that nothing was laid into stand at the end of the curve.
    this.blockKeys = new Uint32Array(blocks).fill(0xffffffff);
  }

  get bytesHeld(): number {
    const { words, groups, placeOfSlot, blockKeys } = this;
    return words.byteLength + groups.byteLength + placeOfSlot.byteLength + blockKeys.byteLength;
  }

  get levels(): number {
    return this.firstGroup.length;
  }

  /**
   * Lays out the devices of rows whose slots are given, in the order of the curve, `perBlock` to a block: the
   * rest is room for those that come later. Only on an empty tree. Gives way now and then.
   */
  *layOut(rows: Int32Array, slotOfPosition: Int32Array, perBlock: number): Generator<void, void> {
    yield* this.emptyBoxes();
    const keys = new Uint32Array(slotOfPosition.length);
    for (let position = 0; position < keys.length; position++) {
      if (position % sortedAtOnce === 0) yield;
      keys[position] = keyOf(rows, position * rowInts);
    }
    const { keys: sorted, positions } = yield* radixSort(keys);
    for (let at = 0; at < positions.length; at++) {
      if (at % 1024 === 0) yield;
      const block = Math.floor(at / perBlock);
      const lane = at % perBlock;
      if (lane === 0) this.blockKeys[block] = sorted[at]!;
      const position = positions[at]!;
      this.set(block * blockSize + lane, slotOfPosition[position]!, rows, position * rowInts);
    }
  }

  /** Writes the device in a slot as it is now; one that is new is put as near to its neighbours as there is room. */
  write(slot: number, rows: Int32Array, at: number): void {
    const held = this.placeOfSlot[slot]!;
    this.set(held > 0 ? held - 1 : this.freePlaceFor(keyOf(rows, at)), slot, rows, at);
  }

  remove(slot: number): void {
    const place = this.placeOfSlot[slot]! - 1;
    const word = (place >>> 5) * blockWords + (place & 31);
    this.words[word + wordOfPlace.slot] = 0;
    this.words[word + wordOfPlace.marks] = 0;
    this.placeOfSlot[slot] = 0;
  }

  private set(place: number, slot: number, rows: Int32Array, at: number): void {
    const { words, halves } = this;
    const block = place >>> 5;
    const lane = place & 31;
    const half = block * blockHalves + lane;
    const word = block * blockWords + lane;
    const x = signedLow(rows[at + row.xy]!);
    const y = signedHigh(rows[at + row.xy]!);
    const z = signedLow(rows[at + row.zAccess]!);
    const access = rows[at + row.zAccess]! >>> 16;
    const marks = marksOf(rows, at);
    halves[half + placeAt.x] = x;
    halves[half + placeAt.y] = y;
    halves[half + placeAt.z] = z;
    halves[half + placeAt.access] = access;
    words[word + wordOfPlace.slot] = slot + 1;
    words[word + wordOfPlace.marks] = marks;
    this.placeOfSlot[slot] = place + 1;
    // What no order can get widens no box.
    if (marks !== 0) this.widen(block, x, y, z, access, marks);
  }

  /** Makes the nodes above a block true of one more device; stops where they are already. */
  private widen(block: number, x: number, y: number, z: number, access: number, marks: number): void {
    const { groups, groupHalves, groupSigned: box } = this;
    for (let level = 0, node = block; level < this.levels; level++, node >>>= 4) {
      const group = this.firstGroup[level]! + (node >>> 4);
      const half = group * placeGroupHalves + (node & 15);
      const word = group * placeGroupWords + marksOfGroup + (node & 15);
      const wider =
        least(box, half + boxAt.minX, x) |
        most(box, half + boxAt.maxX, x) |
        least(box, half + boxAt.minY, y) |
        most(box, half + boxAt.maxY, y) |
        least(box, half + boxAt.minZ, z) |
        most(box, half + boxAt.maxZ, z) |
        least(groupHalves, half + boxAt.minAccess, access);
      const known = groups[word]!;
      groups[word] = known | marks;
      if (wider === 0 && groups[word] === known) return;
    }
  }

  /** A free place in the block where the curve would have it, or in the nearest one after or before. There are as many places as slots. */
  private freePlaceFor(key: number): number {
    const home = this.blockOf(key);
    const blocks = this.blockKeys.length;
    for (let step = 0; step < blocks; step++) {
      for (const block of step === 0 ? [home] : [home + step, home - step]) {
        const place = block >= 0 && block < blocks ? this.freePlace(block) : -1;
        if (place >= 0) return place;
      }
    }
    throw new Error(`All ${this.slots} places are taken; there must be one for each slot.`);
  }

  private freePlace(block: number): number {
    const first = block * blockWords + wordOfPlace.slot;
    for (let lane = 0; lane < blockSize; lane++)
      if (this.words[first + lane] === 0) return block * blockSize + lane;
    return -1;
  }

  /** The last block that begins at or before a key. */
  private blockOf(key: number): number {
    let [from, to] = [0, this.blockKeys.length];
    while (to - from > 1) {
      const middle = (from + to) >>> 1;
      if (this.blockKeys[middle]! <= key) from = middle;
      else to = middle;
    }
    return from;
  }

  private *emptyBoxes(): Generator<void, void> {
    const { groupHalves } = this;
    for (let half = 0; half < groupHalves.length; half += placeGroupHalves) {
      if (half % (placeGroupHalves * 256) === 0) yield;
      for (let lane = half; lane < half + fanOut; lane++) {
        for (const least of [boxAt.minX, boxAt.minY, boxAt.minZ]) groupHalves[lane + least] = 32_767;
        for (const most of [boxAt.maxX, boxAt.maxY, boxAt.maxZ]) groupHalves[lane + most] = 32_768;
        groupHalves[lane + boxAt.minAccess] = 65_535;
      }
    }
  }
}

/** Makes an entry as small as a value; 1 if that changed it. */
function least(box: Int16Array | Uint16Array, at: number, value: number): number {
  if (value >= box[at]!) return 0;
  box[at] = value;
  return 1;
}

/** Makes an entry as large as a value; 1 if that changed it. */
function most(box: Int16Array, at: number, value: number): number {
  if (value <= box[at]!) return 0;
  box[at] = value;
  return 1;
}

function keyOf(rows: Int32Array, at: number): number {
  const place = {
    x: signedLow(rows[at + row.xy]!),
    y: signedHigh(rows[at + row.xy]!),
    z: signedLow(rows[at + row.zAccess]!),
  };
  return curveKey(place, rows[at + row.zAccess]! >>> 16);
}
