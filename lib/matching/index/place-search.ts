import { accessStepMicros } from "@/lib/place/place";
import { BoundHeap } from "./bound-heap";
import { leastWayMicros } from "./least-way";
import {
  blockHalves,
  blockSize,
  blockWords,
  boxAt,
  marksOfGroup,
  placeAt,
  placeGroupHalves,
  placeGroupWords,
  wordOfPlace,
  type PlaceTree,
} from "./place-tree";
import type { Query } from "./query";

const levelShift = 26;
const nodeMask = (1 << levelShift) - 1;
/** Above all levels of the tree: the number is a place, and its device is the next to be looked at. */
const deviceTag = 15 << levelShift;

/**
 * The nearest first: nodes, blocks and at last single devices come off one heap in the order of the least
 * points that their distance leaves them. Few devices are ever looked at in full, for each that is has
 * nobody nearer left.
 */
export class PlaceSearch {
  groupsOpened = 0;
  blocksOpened = 0;
  private readonly heap = new BoundHeap();

  constructor(private readonly places: PlaceTree) {}

  /**
   * Shows devices to `visit`, which answers with the points above which nothing is wanted any more (before the
   * first, `worst`), until nothing below that is left. `floor` is what every device costs beside its round
   * trip, at least. Ends early, and says false, when `visit` answers NaN: it has seen too many in vain.
   */
  run(query: Query, floor: number, worst: number, visit: (slot: number) => number): boolean {
    const { heap, places } = this;
    this.groupsOpened = 0;
    this.blocksOpened = 0;
    heap.clear();
    this.openGroup(query, floor, worst, places.levels - 1, 0);
    while (heap.length > 0 && heap.lowest <= worst) {
      const entry = heap.pop();
      const level = entry >>> levelShift;
      const node = entry & nodeMask;
      if (entry >= deviceTag) {
        worst = visit(places.words[(node >>> 5) * blockWords + (node & 31) + wordOfPlace.slot]! - 1);
        if (Number.isNaN(worst)) return false;
      } else if (level > 0) this.openGroup(query, floor, worst, level - 1, node);
      else this.openBlock(query, floor, worst, node);
    }
    return true;
  }

  private openGroup(query: Query, floor: number, worst: number, level: number, group: number): void {
    const { groups, groupHalves, groupSigned } = this.places;
    const { marks, x, y, z, roundTrip, maxRttMicros } = query;
    const at = this.places.firstGroup[level]! + group;
    const half = at * placeGroupHalves;
    const word = at * placeGroupWords + marksOfGroup;
    const tag = level << levelShift;
    this.groupsOpened++;
    for (let lane = 0; lane < 16; lane++) {
      if ((groups[word + lane]! & marks) !== marks) continue;
      const box = half + lane;
      let squared = 0;
      let beyond = groupSigned[box + boxAt.minX]! - x;
      if (beyond > 0) squared = beyond * beyond;
      else if ((beyond = x - groupSigned[box + boxAt.maxX]!) > 0) squared = beyond * beyond;
      if ((beyond = groupSigned[box + boxAt.minY]! - y) > 0) squared += beyond * beyond;
      else if ((beyond = y - groupSigned[box + boxAt.maxY]!) > 0) squared += beyond * beyond;
      if ((beyond = groupSigned[box + boxAt.minZ]! - z) > 0) squared += beyond * beyond;
      else if ((beyond = z - groupSigned[box + boxAt.maxZ]!) > 0) squared += beyond * beyond;
      const rtt = accessStepMicros * groupHalves[box + boxAt.minAccess]! + leastWayMicros(squared);
      if (rtt > maxRttMicros) continue;
      const bound = Math.floor(floor + roundTrip * rtt);
      if (bound <= worst) this.heap.push(bound, tag | (group * 16 + lane));
    }
  }

  private openBlock(query: Query, floor: number, worst: number, block: number): void {
    const { words, halves, signed } = this.places;
    const { marks, x, y, z, roundTrip, maxRttMicros } = query;
    const half = block * blockHalves;
    const word = block * blockWords + wordOfPlace.marks;
    this.blocksOpened++;
    for (let lane = 0; lane < blockSize; lane++) {
      if ((words[word + lane]! & marks) !== marks) continue;
      const dx = signed[half + placeAt.x + lane]! - x;
      const dy = signed[half + placeAt.y + lane]! - y;
      const dz = signed[half + placeAt.z + lane]! - z;
      const way = leastWayMicros(dx * dx + dy * dy + dz * dz);
      const rtt = accessStepMicros * halves[half + placeAt.access + lane]! + way;
      if (rtt > maxRttMicros) continue;
      const bound = Math.floor(floor + roundTrip * rtt);
      if (bound <= worst) this.heap.push(bound, deviceTag | (block * blockSize + lane));
    }
  }
}
