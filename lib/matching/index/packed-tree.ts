import type { Catalogue } from "./catalogue";
import { DeviceLeaves, leafSize } from "./device-leaves";
import { rowInts } from "./device-row";
import type { DeviceRows } from "./device-rows";
import { Directory, idWords } from "./directory";
import { kdOrder, leafOf, type KdCuts } from "./kd-order";
import { kdWeights, writeCoordinates } from "./kd-space";
import { fanOut, Nodes } from "./nodes";

/** Devices in a leaf when the tree is built: an eighth stays free for those that come later. */
const perLeaf = 28;

/** Leaves that stay empty, so that a small registry has somewhere to grow. */
const spareLeaves = fanOut;

/** Everything that one build lays out: leaves in kd order, the nodes above, the directory of ids. */
export class PackedTree {
  readonly leaves: DeviceLeaves;
  readonly nodes: Nodes;
  readonly directory: Directory;
  /** Where each row of the input went, for whoever lays out: empty it after that, it is not kept up. */
  slotOfPosition: Int32Array;
  private readonly cuts: KdCuts;
  private readonly coordinates = new Int16Array(kdWeights.length);
  /** No leaf before this one in search of a free slot has any. */
  private spare: number;

  constructor({ rows, ids, count }: DeviceRows, catalogue: Catalogue) {
    const built = Math.ceil(count / perLeaf);
    this.leaves = new DeviceLeaves(built + spareLeaves);
    this.directory = new Directory(this.leaves.count * leafSize);
    const { order, cuts } = kdOrder({
      count,
      perLeaf,
      fanOut,
      weights: kdWeights,
      write: (position, into, at) => writeCoordinates(rows, position * rowInts, into, at),
    });
    this.cuts = cuts;
    this.spare = 0;
    this.slotOfPosition = new Int32Array(count);
    for (let place = 0; place < count; place++) {
      const position = order[place]!;
      const slot = Math.floor(place / perLeaf) * leafSize + (place % perLeaf);
      this.slotOfPosition[position] = slot;
      this.leaves.write(slot, rows, position * rowInts);
      for (let word = 0; word < idWords; word++)
        this.directory.ids[slot * idWords + word] = ids[position * idWords + word]!;
      this.directory.add(slot);
    }
    this.nodes = new Nodes(this.leaves, catalogue);
    this.nodes.sumUpAll();
  }

  get bytes(): number {
    return this.leaves.bytesHeld + this.nodes.bytesHeld + this.directory.bytesHeld;
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

  /** A slot became free: the search for one may begin there again. */
  freed(slot: number): void {
    this.spare = Math.min(this.spare, slot >>> 5);
  }
}
