import type { Hex } from "viem";
import { radixSort, sortedAtOnce } from "./radix-sort";

/** An id as eight numbers of 32 bits, the most significant first. */
export const idWords = 8;

/** Slots stand in the table one higher, so that a table of nothing but zeros is empty. */
const empty = 0;
/** Places beyond the last, for ids that begin with many ones and find theirs taken. */
const tail = 4096;

const tooManyAlike = "Too many ids begin with the same digits; ids must be hashes.";

/** Hex by table and decoder: ten ids an answer, written digit by digit as text, took longer than some searches. */
const hexDigits = new TextEncoder().encode("0123456789abcdef");
const digitsOfId = 2 + idWords * 8;
const asText = new TextDecoder();

/** Parses 32 bytes in hex into eight numbers. */
export function wordsOfId(id: Hex, into: Uint32Array = new Uint32Array(idWords), at = 0): Uint32Array {
  for (let word = 0; word < idWords; word++) {
    let bits = 0;
    for (let digit = 2 + word * 8; digit < 10 + word * 8; digit++) {
      const code = id.charCodeAt(digit);
      // Digits stand at 0x30, letters at 0x41 and 0x61: nine before ten, if only the last four bits are looked at.
      bits = (bits << 4) | ((code & 15) + (code > 0x39 ? 9 : 0));
    }
    into[at + word] = bits;
  }
  return into;
}

/**
 * Finds devices by their ids, and runs through them in the order of their ids.
 *
 * An open hash table whose hash is the beginning of the id: ids are hashes already. Because that hash
 * rises with the id, and runs of taken places are kept sorted, the table is the sorted list of all ids
 * with gaps in it: one structure for lookups, inserts and the circle in which equals stand. The marks of
 * each device stand beside it, so that whoever walks the circle seldom has to look at a device.
 */
export class Directory {
  readonly ids: Uint32Array<ArrayBuffer>;
  readonly table: Uint32Array<ArrayBuffer>;
  readonly marks: Int32Array<ArrayBuffer>;
  private readonly places: number;
  private digits = new Uint8Array(digitsOfId);
  /** How many devices are in it. */
  size = 0;

  constructor(slots: number) {
    this.ids = new Uint32Array(slots * idWords);
    this.table = new Uint32Array(Math.ceil(slots * 1.2) + tail);
    this.marks = new Int32Array(this.table.length);
    this.places = this.table.length - tail;
  }

  get bytesHeld(): number {
    return this.ids.byteLength + this.table.byteLength + this.marks.byteLength;
  }

  /** The slot of an id; -1 when no device has it. */
  find(id: Uint32Array): number {
    const entry = this.table[this.firstNotBefore(id)]!;
    return entry !== empty && this.compare(entry - 1, id) === 0 ? entry - 1 : -1;
  }

  /** Enters a device whose id stands at its slot already. Throws when the id is there. */
  add(slot: number, marks = 0): void {
    const place = this.firstNotBefore(this.ids.subarray(slot * idWords, slot * idWords + idWords));
    this.insert(place, slot, marks);
  }

  /**
   * Enters the devices of these slots into an empty directory, sorted first: one by one, each would miss the
   * cache three times. Gives way as `radixSort` does. Throws when an id comes twice.
   */
  *addAll(slots: Int32Array, marks: Int32Array): Generator<void, void> {
    const beginnings = new Uint32Array(slots.length);
    for (let at = 0; at < slots.length; at++) {
      if (at % sortedAtOnce === 0) yield;
      beginnings[at] = this.ids[slots[at]! * idWords]!;
    }
    const { keys, positions } = yield* radixSort(beginnings);
    for (let at = 0, place = 0; at < positions.length; at++, place++) {
      if (at % sortedAtOnce === 0) yield;
      if (keys[at] === keys[at + 1] && keys[at] !== keys[at - 1]) this.sortEquals(keys, positions, slots, at);
      place = Math.max(place, this.homeOf(keys[at]!));
      if (place >= this.table.length) throw new Error(tooManyAlike);
      this.table[place] = slots[positions[at]!]! + 1;
      this.marks[place] = marks[positions[at]!]!;
    }
    this.size = positions.length;
  }

  /** Forgets a device; those behind it that are not at home move up. */
  remove(slot: number): void {
    const { table, marks } = this;
    let place = this.placeOf(slot);
    this.size--;
    for (;;) {
      const next = place + 1 < table.length ? table[place + 1]! : empty;
      if (next === empty || this.home(next - 1) > place) break;
      marks[place] = marks[place + 1]!;
      table[place++] = next;
    }
    table[place] = empty;
    marks[place] = 0;
  }

  /** What the device in a slot has is now this. */
  mark(slot: number, marks: number): void {
    this.marks[this.placeOf(slot)] = marks;
  }

  /** Where the circle of an order begins: the place of the first id that is not before it. */
  startOf(order: Uint32Array): number {
    return this.firstNotBefore(order);
  }

  /** The slot at a place of the circle, -1 for a gap. Places run from 0 to `circle`. */
  at(place: number): number {
    return this.table[place]! - 1;
  }

  get circle(): number {
    return this.table.length;
  }

  /** Whether the device at `a` stands before the one at `b` on the circle that begins at an order's id. */
  isBefore(a: number, b: number, order: Uint32Array): boolean {
    const aWrapped = this.compare(a, order) < 0;
    const bWrapped = this.compare(b, order) < 0;
    if (aWrapped !== bWrapped) return bWrapped;
    return this.compare(a, this.ids, b * idWords) < 0;
  }

  idOf(slot: number): Hex {
    return this.idsOf([slot], 1)[0]!;
  }

  /** The ids of the first `count` of these slots: decoded in one go and cut apart, because a call for each costs more than that. */
  idsOf(slots: ArrayLike<number>, count: number): Hex[] {
    if (this.digits.length < count * digitsOfId) this.digits = new Uint8Array(count * digitsOfId);
    const { digits, ids } = this;
    for (let n = 0, at = 0; n < count; n++) {
      digits[at++] = 0x30;
      digits[at++] = 0x78;
      for (let word = slots[n]! * idWords; word < (slots[n]! + 1) * idWords; word++)
        for (let shift = 28; shift >= 0; shift -= 4) digits[at++] = hexDigits[(ids[word]! >>> shift) & 15]!;
    }
    const text = asText.decode(digits.subarray(0, count * digitsOfId));
    return Array.from({ length: count }, (_, n) => text.slice(n * digitsOfId, (n + 1) * digitsOfId) as Hex);
  }

  private insert(place: number, slot: number, marks: number): void {
    if (place < this.table.length && this.table[place] !== empty) {
      const held = this.table[place]! - 1;
      if (this.compare(held, this.ids, slot * idWords) === 0) this.refuseTwice(slot);
    }
    this.size++;
    for (let moving = slot + 1, moved = marks; moving !== empty; place++) {
      if (place >= this.table.length) throw new Error(tooManyAlike);
      const [next, nextMarks] = [this.table[place]!, this.marks[place]!];
      this.table[place] = moving;
      this.marks[place] = moved;
      [moving, moved] = [next, nextMarks];
    }
  }

  /** Sorts the few devices from `first` on whose ids have the same beginning by the rest of them. */
  private sortEquals(keys: Uint32Array, positions: Uint32Array, slots: Int32Array, first: number): void {
    let end = first;
    while (keys[end] === keys[first]) end++;
    const equals = [...positions.subarray(first, end)];
    equals.sort((a, b) => {
      const order = this.compare(slots[a]!, this.ids, slots[b]! * idWords);
      return order === 0 ? this.refuseTwice(slots[a]!) : order;
    });
    positions.set(equals, first);
  }

  private refuseTwice(slot: number): never {
    throw new Error(`The device ${this.idOf(slot)} is in the index already. Update it instead.`);
  }

  private placeOf(slot: number): number {
    let place = this.home(slot);
    while (this.table[place] !== slot + 1) place++;
    return place;
  }

  private home(slot: number): number {
    return this.homeOf(this.ids[slot * idWords]!);
  }

  private homeOf(beginning: number): number {
    return Math.floor((beginning / 2 ** 32) * this.places);
  }

  private firstNotBefore(id: Uint32Array): number {
    let place = this.homeOf(id[0]!);
    while (place < this.table.length - 1) {
      const entry = this.table[place]!;
      // A gap ends the run, but only where nothing before the id can still come: at or after its home.
      if (entry === empty || this.compare(entry - 1, id) >= 0) return place;
      place++;
    }
    return place;
  }

  /** Negative when the id at a slot is before the one that stands in `ids` at `at`. */
  private compare(slot: number, ids: Uint32Array, at = 0): number {
    const own = slot * idWords;
    for (let word = 0; word < idWords; word++) {
      const difference = this.ids[own + word]! - ids[at + word]!;
      if (difference !== 0) return difference;
    }
    return 0;
  }
}
