import type { Hex } from "viem";
import type { DeviceRecord, MatchRequest } from "@/lib/matching/match-request";
import { Catalogue } from "./catalogue";
import { countMisses, type Census } from "./count-misses";
import { leafSize } from "./device-leaves";
import { rowInts } from "./device-row";
import { DeviceRows } from "./device-rows";
import { idWords, wordsOfId } from "./directory";
import { encodeDevice } from "./encode-device";
import { finish } from "./finish";
import { isSamePlace } from "./kd-space";
import { layOut, layOutAgain, type Layout } from "./lay-out";
import type { PackedTree } from "./packed-tree";
import { QueryMaker } from "./query";
import { plans, Search } from "./search";
import { restoreSnapshot, snapshotOf, type Snapshot, type SnapshotHeader } from "./snapshot";

export type Found = { device: Hex; score: number };

/** What changed while a new layout was made, to be done again in it. */
type Journal = { layout: Layout; slots: Set<number>; devices: Map<Hex, DeviceRecord | undefined> };

/**
 * The registry in memory, laid out so that the exact best devices for an order are found by looking at
 * few: the answers of `match` without asking every device (README.md). Devices are put in, changed and
 * removed in place; a tree that many changes have worn is laid out again, in small steps between which it
 * goes on to answer and to take changes.
 */
export class DeviceIndex {
  private queries: QueryMaker;
  private search: Search;
  private changes = 0;
  private readonly journals = new Set<Journal>();
  private readonly written = new Int32Array(rowInts);
  private readonly before = new Int32Array(rowInts);

  constructor(
    private readonly catalogue = new Catalogue(),
    private readonly plan = plans,
    private layout = finish(layOut(new DeviceRows(0), catalogue, new Map())),
  ) {
    [this.queries, this.search] = this.over(layout);
  }

  get size(): number {
    return this.tree.directory.size;
  }

  /** Memory of what grows with the registry. */
  get bytesPerDevice(): number {
    return this.tree.bytes / Math.max(1, this.size);
  }

  /** What the last search looked at: groups of sixteen nodes, and leaves of thirty-two devices. */
  get opened(): { groups: number; leaves: number } {
    return { groups: this.search.groupsOpened, leaves: this.search.leavesOpened };
  }

  /** The `wanted` best devices for an order, best first: exactly those that `match` ranks first. */
  best(request: MatchRequest, wanted: number): Found[] {
    const { best } = this.search;
    this.search.run(this.queries.make(request), wanted);
    return this.tree.directory
      .idsOf(best.slots, best.count)
      .map((device, rank) => ({ device, score: best.costs[rank]! }));
  }

  /** Asks every device for every limit, as `match` does, and gives way meanwhile; `nearest` of those that fail are named. */
  census(request: MatchRequest, nearest: number): Generator<void, Census> {
    return countMisses(this.tree, this.queries.make(request), request, nearest);
  }

  /** Writes a device as it is now, whether it is new, changed or moved. */
  put(device: DeviceRecord): void {
    const row = encodeDevice(this.catalogue, device, this.written);
    const held = this.tree.directory.find(wordsOfId(device.id));
    if (held >= 0) {
      this.tree.leaves.read(held, this.before, 0);
      if (isSamePlace(row, this.before)) return this.write(held, row, device);
      this.removeSlot(held, device.id);
    }
    let slot = this.tree.freeSlotFor(row);
    if (slot < 0) {
      this.rebuild();
      slot = this.tree.freeSlotFor(row);
    }
    wordsOfId(device.id, this.tree.directory.ids, slot * idWords);
    this.tree.directory.add(slot);
    this.write(slot, row, device);
  }

  /** Takes a device out; nothing happens if it is not there. */
  remove(device: Hex): void {
    const slot = this.tree.directory.find(wordsOfId(device));
    if (slot >= 0) this.removeSlot(slot, device);
  }

  /** So many changes that devices no longer stand with those that are like them, or hardly room for one more. */
  get isWorn(): boolean {
    const slots = this.tree.leaves.count * leafSize;
    return (this.changes > 1000 && this.changes > this.size / 2) || this.size > slots - slots / 128;
  }

  /** Lays out all devices anew at once. Takes about two seconds for a million. */
  rebuild(): void {
    finish(this.rebuilding());
  }

  /**
   * Lays out all devices anew in steps of a fraction of a millisecond: between them the index answers and takes
   * changes as ever, and after the last it stands on the new layout. Needs as much memory again meanwhile.
   * One step yields the new layout before anything changes in it: whoever keeps snapshots takes the time to
   * write one then. It has everything that changed before the first step.
   */
  *rebuilding(): Generator<DeviceIndex | void, void> {
    const journal: Journal = { layout: this.layout, slots: new Set(), devices: new Map() };
    this.journals.add(journal);
    try {
      const layout = yield* layOutAgain(journal.layout, journal.slots, this.catalogue);
      const fresh = new DeviceIndex(this.catalogue, this.plan, layout);
      yield fresh;
      yield* catchUp(fresh, journal.devices);
      this.layout = fresh.layout;
      this.changes = 0;
      [this.queries, this.search] = this.over(this.layout);
    } finally {
      this.journals.delete(journal);
    }
  }

  /** Everything as it stands in memory, to be written before the next change. */
  snapshot(): Snapshot {
    return snapshotOf(this.layout, this.catalogue);
  }

  /** The index of a snapshot: yields each of its parts, in their order, for the caller to fill before it goes on. */
  static *restoring(header: SnapshotHeader): Generator<Uint8Array<ArrayBuffer>, DeviceIndex> {
    const { layout, catalogue } = yield* restoreSnapshot(header);
    return new DeviceIndex(catalogue, plans, layout);
  }

  private get tree(): PackedTree {
    return this.layout.tree;
  }

  private write(slot: number, row: Int32Array, device: DeviceRecord): void {
    this.tree.write(slot, row);
    this.layout.contents.set(slot, device.holds);
    this.enter(slot, device.id, device);
  }

  private removeSlot(slot: number, id: Hex): void {
    this.tree.remove(slot);
    this.layout.contents.set(slot, []);
    this.enter(slot, id, undefined);
  }

  /** Counts a change, and tells those who lay out what they may have read before it. */
  private enter(slot: number, id: Hex, device: DeviceRecord | undefined): void {
    this.changes++;
    for (const journal of this.journals) {
      if (journal.layout === this.layout) journal.slots.add(slot);
      journal.devices.delete(id);
      journal.devices.set(id, device);
    }
  }

  private over({ tree, contents }: Layout): [QueryMaker, Search] {
    return [
      new QueryMaker(this.catalogue, tree.directory, tree.nodes, contents, this.plan.holdersAlone),
      new Search(tree, this.plan),
    ];
  }
}

/** Changes that are done again in one step; and twice as many as came since the last, so that there is an end. */
const changesAtOnce = 64;

/** Does in a new layout what was done in the old one since. What changes again meanwhile comes to the end of the journal. */
function* catchUp(fresh: DeviceIndex, devices: Journal["devices"]): Generator<void, void> {
  let left = changesAtOnce;
  for (const [id, device] of devices) {
    devices.delete(id);
    if (device) fresh.put(device);
    else fresh.remove(id);
    if (--left > 0) continue;
    const before = devices.size;
    yield;
    left = changesAtOnce + 2 * (devices.size - before);
  }
}
