import type { Nodes } from "./nodes";

/**
 * Where in the tree the devices stand that hold one workload: for every group, the lanes below which there is
 * one. Without it, each node would have to be taken for one that may hold what orders need, and a search would
 * open all that lie between what fetching costs and the best. A device that drops the workload stays marked until
 * everything is laid out anew: too much gets through then, never too little.
 */
export class HolderLanes {
  /** By group, as `Nodes` numbers them. */
  readonly lanes: Uint16Array;

  constructor(
    private readonly nodes: Nodes,
    holders: Iterable<number>,
  ) {
    this.lanes = new Uint16Array(nodes.groupCount);
    for (const slot of holders) this.add(slot);
  }

  add(slot: number): void {
    const { firstGroup, levels } = this.nodes;
    for (let level = 0, node = slot >>> 5; level < levels; level++, node >>>= 4) {
      const group = firstGroup[level]! + (node >>> 4);
      const bit = 1 << (node & 15);
      if ((this.lanes[group]! & bit) !== 0) return;
      this.lanes[group]! |= bit;
    }
  }
}
