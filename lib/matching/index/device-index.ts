import type { Hex } from "viem";
import type { DeviceRecord, MatchRequest } from "@/lib/matching/match-request";
import { Catalogue } from "./catalogue";
import { Contents } from "./contents";
import { countMisses, type Census } from "./count-misses";
import { leafSize } from "./device-leaves";
import { rowInts } from "./device-row";
import { DeviceRows } from "./device-rows";
import { idWords, wordsOfId } from "./directory";
import { encodeDevice } from "./encode-device";
import { isSamePlace } from "./kd-space";
import { PackedTree } from "./packed-tree";
import { QueryMaker } from "./query";
import { plans, Search } from "./search";

export type Found = { device: Hex; score: number };

/**
 * The registry in memory, laid out so that the exact best devices for an order are found by looking at
 * few: the answers of `match` without asking every device (README.md). Devices are put in, changed and
 * removed in place; a tree that many changes have worn is laid out again with `rebuild`.
 */
export class DeviceIndex {
  private tree: PackedTree;
  private queries: QueryMaker;
  private search: Search;
  private contents = new Contents();
  private changes = 0;
  private readonly written = new Int32Array(rowInts);
  private readonly before = new Int32Array(rowInts);

  constructor(
    rows = new DeviceRows(0),
    private readonly catalogue = new Catalogue(),
    private readonly plan = plans,
    holds: Iterable<{ position: number; holds: readonly string[] }> = [],
  ) {
    this.tree = new PackedTree(rows, catalogue);
    for (const { position, holds: held } of holds)
      this.contents.set(this.tree.slotOfPosition[position]!, held);
    this.tree.slotOfPosition = new Int32Array();
    [this.queries, this.search] = this.over(this.tree);
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
    return Array.from({ length: best.count }, (_, rank) => ({
      device: this.tree.directory.idOf(best.slots[rank]!),
      score: best.costs[rank]!,
    }));
  }

  /** Asks every device for every limit, as `match` does; `nearest` of those that fail are named. */
  census(request: MatchRequest, nearest: number): Census {
    return countMisses(this.tree, this.queries.make(request), request, nearest);
  }

  /** Writes a device as it is now, whether it is new, changed or moved. */
  put(device: DeviceRecord): void {
    const row = encodeDevice(this.catalogue, device, this.written);
    const held = this.tree.directory.find(wordsOfId(device.id));
    if (held >= 0) {
      this.tree.leaves.read(held, this.before, 0);
      if (isSamePlace(row, this.before)) return this.write(held, row, device.holds);
      this.removeSlot(held);
    }
    let slot = this.tree.freeSlotFor(row);
    if (slot < 0) {
      this.rebuild();
      slot = this.tree.freeSlotFor(row);
    }
    wordsOfId(device.id, this.tree.directory.ids, slot * idWords);
    this.tree.directory.add(slot);
    this.write(slot, row, device.holds);
  }

  /** Takes a device out; nothing happens if it is not there. */
  remove(device: Hex): void {
    const slot = this.tree.directory.find(wordsOfId(device));
    if (slot >= 0) this.removeSlot(slot);
  }

  /** So many changes that devices no longer stand with those that are like them. */
  get isWorn(): boolean {
    return this.changes > 1000 && this.changes > this.size / 2;
  }

  /** Lays out all devices anew. Takes about two seconds for a million. */
  rebuild(): void {
    const { tree, contents } = this;
    const { leaves, directory } = tree;
    const rows = new DeviceRows(Math.ceil(this.size * 1.05));
    const from: number[] = [];
    for (let leaf = 0; leaf < leaves.count; leaf++)
      for (let bits = leaves.occupied[leaf]!; bits !== 0; bits &= bits - 1) {
        const slot = leaf * leafSize + 31 - Math.clz32(bits & -bits);
        const position = rows.add();
        leaves.read(slot, rows.rows, position * rowInts);
        rows.ids.set(directory.ids.subarray(slot * idWords, (slot + 1) * idWords), position * idWords);
        from.push(slot);
      }
    this.tree = new PackedTree(rows, this.catalogue);
    // What the slots of before hold is asked for below, under the slots of now.
    this.contents = new Contents();
    for (const [position, slot] of from.entries()) {
      const held = contents.of(slot);
      if (held.length > 0) this.contents.set(this.tree.slotOfPosition[position]!, held);
    }
    this.tree.slotOfPosition = new Int32Array();
    this.changes = 0;
    [this.queries, this.search] = this.over(this.tree);
  }

  private write(slot: number, row: Int32Array, holds: readonly string[]): void {
    this.tree.leaves.write(slot, row, 0);
    this.contents.set(slot, holds);
    this.tree.nodes.touch(slot >>> 5);
    this.changes++;
  }

  private removeSlot(slot: number): void {
    this.tree.directory.remove(slot);
    this.tree.leaves.vacate(slot);
    this.contents.set(slot, []);
    this.tree.nodes.touch(slot >>> 5);
    this.tree.freed(slot);
    this.changes++;
  }

  private over({ leaves, nodes, directory }: PackedTree): [QueryMaker, Search] {
    return [
      new QueryMaker(this.catalogue, directory, this.contents, this.plan.holdersAlone),
      new Search(leaves, nodes, directory, this.plan),
    ];
  }
}
