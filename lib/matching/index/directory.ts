import type { Hex } from "viem";

/** An id as eight numbers of 32 bits, the most significant first. */
export const idWords = 8;

const empty = 0xffffffff;
/** Places beyond the last, for ids that begin with many ones and find theirs taken. */
const tail = 4096;

/** Parses 32 bytes in hex into eight numbers. */
export function wordsOfId(id: Hex, into: Uint32Array = new Uint32Array(idWords), at = 0): Uint32Array {
  for (let word = 0; word < idWords; word++)
    into[at + word] = Number.parseInt(id.slice(2 + word * 8, 10 + word * 8), 16);
  return into;
}

/**
 * Finds devices by their ids, and runs through them in the order of their ids.
 *
 * An open hash table whose hash is the beginning of the id: ids are hashes already. Because that hash
 * rises with the id, and runs of taken places are kept sorted, the table is the sorted list of all ids
 * with gaps in it: one structure of 5 bytes a device for lookups, inserts and the circle in which equals stand.
 */
export class Directory {
  readonly ids: Uint32Array;
  private readonly table: Uint32Array;
  private readonly places: number;
  private taken = 0;

  constructor(slots: number) {
    this.ids = new Uint32Array(slots * idWords);
    this.table = new Uint32Array(Math.ceil(slots * 1.2) + tail).fill(empty);
    this.places = this.table.length - tail;
  }

  get bytesHeld(): number {
    return this.ids.byteLength + this.table.byteLength;
  }

  get size(): number {
    return this.taken;
  }

  /** The slot of an id; -1 when no device has it. */
  find(id: Uint32Array): number {
    const place = this.firstNotBefore(id);
    const slot = this.table[place]!;
    return slot !== empty && this.compare(slot, id) === 0 ? slot : -1;
  }

  /** Enters a device whose id stands at its slot already. Throws when the id is there. */
  add(slot: number): void {
    const id = this.ids.subarray(slot * idWords, slot * idWords + idWords);
    let place = this.firstNotBefore(id);
    if (this.table[place] !== empty && this.compare(this.table[place]!, id) === 0)
      throw new Error(`The device ${this.idOf(slot)} is in the index already. Update it instead.`);
    this.taken++;
    for (let moving = slot; moving !== empty; place++) {
      if (place >= this.table.length)
        throw new Error("Too many ids begin with the same digits; ids must be hashes.");
      const next = this.table[place]!;
      this.table[place] = moving;
      moving = next;
    }
  }

  /** Forgets a device; those behind it that are not at home move up. */
  remove(slot: number): void {
    let place = this.placeOf(slot);
    this.taken--;
    for (;;) {
      const next = place + 1 < this.table.length ? this.table[place + 1]! : empty;
      if (next === empty || this.home(next) > place) break;
      this.table[place++] = next;
    }
    this.table[place] = empty;
  }

  /** Where the circle of an order begins: the place of the first id that is not before it. */
  startOf(order: Uint32Array): number {
    return this.firstNotBefore(order);
  }

  /** The slot at a place of the circle, -1 for a gap. Places run from 0 to `circle`. */
  at(place: number): number {
    const slot = this.table[place]!;
    return slot === empty ? -1 : slot;
  }

  get circle(): number {
    return this.table.length;
  }

  /** Whether the device at `a` stands before the one at `b` on the circle that begins at an order's id. */
  isBefore(a: number, b: number, order: Uint32Array): boolean {
    const aWrapped = this.compare(a, order) < 0;
    const bWrapped = this.compare(b, order) < 0;
    if (aWrapped !== bWrapped) return bWrapped;
    return this.compare(a, this.ids.subarray(b * idWords, b * idWords + idWords)) < 0;
  }

  idOf(slot: number): Hex {
    let id = "0x";
    for (let word = 0; word < idWords; word++)
      id += this.ids[slot * idWords + word]!.toString(16).padStart(8, "0");
    return id as Hex;
  }

  private placeOf(slot: number): number {
    let place = this.home(slot);
    while (this.table[place] !== slot) place++;
    return place;
  }

  private home(slot: number): number {
    return this.homeOf(this.ids[slot * idWords]!);
  }

  private homeOf(firstWord: number): number {
    return Math.floor((firstWord / 2 ** 32) * this.places);
  }

  private firstNotBefore(id: Uint32Array): number {
    let place = this.homeOf(id[0]!);
    while (place < this.table.length - 1) {
      const slot = this.table[place]!;
      if (slot !== empty && this.compare(slot, id) >= 0) return place;
      // A gap ends the run, but only where nothing before the id can still come: at or after its home.
      if (slot === empty) return place;
      place++;
    }
    return place;
  }

  private compare(slot: number, id: Uint32Array): number {
    const at = slot * idWords;
    for (let word = 0; word < idWords; word++) {
      const difference = this.ids[at + word]! - id[word]!;
      if (difference !== 0) return difference;
    }
    return 0;
  }
}
