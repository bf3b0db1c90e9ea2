import type { Catalogue } from "./catalogue";
import { DeviceLeaves, leafSize } from "./device-leaves";
import { rowInts } from "./device-row";
import type { DeviceRows } from "./device-rows";
import { Directory, idWords } from "./directory";
import { kdOrder, leafOf, type KdCuts } from "./kd-order";
import { kdWeights, writeCoordinates } from "./kd-space";
import { marksOf } from "./marks";
import { fanOut, Nodes } from "./nodes";
import { PlaceTree } from "./place-tree";

/** Devices in a leaf when the tree is built: one place of each 32 stays free for those that come later. */
const perLeaf = 31;

/** Leaves that stay empty, so that a small registry has somewhere to grow. */
const spareLeaves = fanOut;

/** Devices that are laid out before the caller may do something else. */
const devicesAtOnce = 512;

export type LaidOut = { tree: PackedTree; slots: Int32Array };

/** Everything that one build lays out: leaves in kd order, the nodes above, the directory of ids, the tree of places. */
export class PackedTree {
  readonly leaves: DeviceLeaves;
  readonly nodes: Nodes;
  readonly directory: Directory;
  readonly places: PlaceTree;
  private readonly coordinates = new Int16Array(kdWeights.length);
  /** No leaf before this one in search of a free slot has any. */
  private spare = 0;

  /** An empty tree of so many leaves; where devices belong in it, the cuts say. */
  constructor(
    leafCount: number,
    catalogue: Catalogue,
    readonly cuts: KdCuts,
  ) {
    this.leaves = new DeviceLeaves(leafCount);
    this.nodes = new Nodes(this.leaves, catalogue);
    this.directory = new Directory(leafCount * leafSize);
    this.places = new PlaceTree(leafCount * leafSize);
  }

  /** Lays out devices, and says in which slot each row has come to stand. Gives way every fraction of a millisecond. */
  static *layOut({ rows, ids, count }: DeviceRows, catalogue: Catalogue): Generator<void, LaidOut> {
    const { order, cuts } = yield* kdOrder({
      count,
      perLeaf,
      fanOut,
      weights: kdWeights,
      write: (position, into, at) => writeCoordinates(rows, position * rowInts, into, at),
    });
    const tree = new PackedTree(Math.ceil(count / perLeaf) + spareLeaves, catalogue, cuts);
    const { leaves, directory, nodes, places } = tree;
    const slots = new Int32Array(count);
    const marks = new Int32Array(count);
    for (let place = 0; place < count; place++) {
      if (place % devicesAtOnce === 0) yield;
      const position = order[place]!;
      const slot = Math.floor(place / perLeaf) * leafSize + (place % perLeaf);
      leaves.write(slot, rows, position * rowInts);
      for (let word = 0; word < idWords; word++)
        directory.ids[slot * idWords + word] = ids[position * idWords + word]!;
      slots[position] = slot;
      marks[position] = marksOf(rows, position * rowInts);
    }
    yield* directory.addAll(slots, marks);
    yield* nodes.sumUpAll();
    yield* places.layOut(rows, slots, perLeaf);
    return { tree, slots };
  }

  get bytes(): number {
    const { leaves, nodes, directory, places } = this;
    return leaves.bytesHeld + nodes.bytesHeld + directory.bytesHeld + places.bytesHeld;
  }

  /** Writes a device that stands in a slot, or is new there, as it is now. */
  write(slot: number, row: Int32Array): void {
    this.nodes.rewrite(slot, () => this.leaves.write(slot, row, 0));
    this.directory.mark(slot, marksOf(row, 0));
    this.places.write(slot, row, 0);
  }

  /** Takes the device in a slot out. */
  remove(slot: number): void {
    this.directory.remove(slot);
    this.places.remove(slot);
    this.nodes.rewrite(slot, () => this.leaves.vacate(slot));
    this.spare = Math.min(this.spare, slot >>> 5);
  }

  /** A free slot as near as there is to where a device belongs; -1 when the tree is full. Anywhere is right, near is fast. */
  freeSlotFor(row: Int32Array): number {
    const { leaves } = this;
    writeCoordinates(row, 0, this.coordinates, 0);
    const home = leafOf(this.cuts, fanOut, this.coordinates);
    for (const reach of [1, fanOut, fanOut * fanOut]) {
      const first = Math.floor(home / reach) * reach;
      for (let leaf = first; leaf < Math.min(leaves.count, first + reach); leaf++) {
        const slot = leaves.freeSlot(leaf);
        if (slot >= 0) return slot;
      }
    }
    for (; this.spare < leaves.count; this.spare++) {
      const slot = leaves.freeSlot(this.spare);
      if (slot >= 0) return slot;
    }
    return -1;
  }
}
