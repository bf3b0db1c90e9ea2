import type { Catalogue } from "./catalogue";
import type { DeviceLeaves } from "./device-leaves";
import { featureCount } from "./features";
import { countryWords, extremeIsLargest, LeafSummary, noPrice, priceColumns } from "./leaf-summary";

/** Children of a node. Sixteen lanes of 32 bits are a cache line. */
export const fanOut = 16;

/**
 * Sixteen sibling nodes form a group, column after column: a search reads of sixteen nodes
 * only the columns that its order asks for. First the halves: a mask of siblings for each feature, then
 * the extremes and the lowest prices; then countries in words.
 */
export const extremesAt = 96;
export const pricesAt = 256;
export const countriesAt = (pricesAt + priceColumns * fanOut) / 2;
export const groupWords = countriesAt + countryWords * fanOut;
export const groupHalves = groupWords * 2;

const allLanes = -1;

/** Nodes that are summed up before the caller may do something else: a fraction of a millisecond. */
const leavesAtOnce = 64;

/** The packed tree over the leaves. Nodes of level 0 are the leaves; the highest level is one group. */
export class Nodes {
  readonly words: Int32Array<ArrayBuffer>;
  readonly halves: Uint16Array;
  readonly signed: Int16Array;
  /**
   * By group of level 0, feature and leaf: one bit for each device that has the feature. The sixteen
   * words of a feature are one cache line, so that a group's leaves are decided together, and the whole
   * registry can be run through without touching a device.
   */
  readonly slices: Int32Array<ArrayBuffer>;
  /** By level: how many nodes, and the group in which they begin. */
  readonly counts: number[] = [];
  readonly firstGroup: number[] = [];
  /** By feature, the share of devices that had it when everything was summed up; nothing that must be right rests on it. */
  readonly shareOf = new Float32Array(featureCount);
  private readonly summary: LeafSummary;
  /** A device before and after it was written. */
  private readonly before: LeafSummary;
  private readonly after: LeafSummary;

  constructor(
    private readonly leaves: DeviceLeaves,
    catalogue: Catalogue,
  ) {
    let groups = 0;
    for (let nodes = leaves.count; ; nodes = Math.ceil(nodes / fanOut)) {
      this.counts.push(nodes);
      this.firstGroup.push(groups);
      groups += Math.ceil(nodes / fanOut);
      if (nodes <= fanOut) break;
    }
    const buffer = new ArrayBuffer(groups * groupWords * 4);
    this.words = new Int32Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.signed = new Int16Array(buffer);
    this.slices = new Int32Array(Math.ceil(leaves.count / fanOut) * featureCount * fanOut);
    [this.summary, this.before, this.after] = [
      new LeafSummary(catalogue),
      new LeafSummary(catalogue),
      new LeafSummary(catalogue),
    ];
  }

  get bytesHeld(): number {
    return this.words.byteLength + this.slices.byteLength;
  }

  get groupCount(): number {
    return this.words.length / groupWords;
  }

  get levels(): number {
    return this.counts.length;
  }

  /** Sums up everything, from the leaves to the top, and gives way now and then. */
  *sumUpAll(): Generator<void, void> {
    for (let leaf = 0; leaf < this.leaves.count; leaf++) {
      if (leaf % leavesAtOnce === 0) yield;
      this.sumUpLeaf(leaf, allLanes);
    }
    for (let level = 1; level < this.levels; level++)
      for (let node = 0; node < this.counts[level]!; node++) {
        if (node % leavesAtOnce === 0) yield;
        this.sumUpNode(level, node);
      }
    yield* this.countFeatures();
  }

  private *countFeatures(): Generator<void, void> {
    const { slices, shareOf } = this;
    for (let first = 0; first < slices.length; first += featureCount * fanOut) {
      if (first % (featureCount * fanOut * leavesAtOnce) === 0) yield;
      for (let feature = 0; feature < featureCount; feature++)
        for (let lane = 0; lane < fanOut; lane++)
          shareOf[feature]! += bitCount(slices[first + feature * fanOut + lane]!);
    }
    let devices = 0;
    for (const occupied of this.leaves.occupied) devices += bitCount(occupied);
    for (let feature = 0; feature < featureCount; feature++) shareOf[feature]! /= Math.max(1, devices);
  }

  /**
   * Writes a slot with `write`, and makes the nodes above true of it as far as that changes them. Most changes
   * are of a device that set none of the extremes of its leaf: what differs is then put in, and the other
   * devices of the leaf are not asked again.
   */
  rewrite(slot: number, write: () => void): void {
    const { before, after, leaves } = this;
    const leaf = slot >>> 5;
    before.ofDevice(leaves, slot);
    write();
    after.ofDevice(leaves, slot);
    let changed = this.setsNothing(leaf) ? this.putIn(leaf) : this.sumUpLeaf(leaf, 1 << (slot & 31));
    for (let level = 1, node = leaf >>> 4; changed && level < this.levels; level++, node >>>= 4)
      changed = this.sumUpNode(level, node);
  }

  /** Whether the leaf stays as it is without the device as it was before: nothing that differs now was the leaf's own. */
  private setsNothing(leaf: number): boolean {
    const { before, after, halves } = this;
    const group = leaf >>> 4;
    const lane = leaf & 15;
    const half = group * groupHalves + extremesAt + lane;
    const price = group * groupHalves + pricesAt + lane;
    for (let column = 0; column < priceColumns; column++)
      if (
        before.prices[column] !== after.prices[column] &&
        before.prices[column] === halves[price + column * fanOut]
      )
        return false;
    for (let column = 0; column < extremeIsLargest.length; column++)
      if (
        before.extremes[column] !== after.extremes[column] &&
        (before.extremes[column]! & 0xffff) === halves[half + column * fanOut]
      )
        return false;
    for (let column = 0; column < countryWords; column++)
      if (before.countries[column] !== after.countries[column]) return false;
    return true;
  }

  /** Puts what differs of a device into its leaf; says whether anything in the leaf's node is new. */
  private putIn(leaf: number): boolean {
    const { before, after, halves, signed, slices } = this;
    const lane = leaf & 15;
    const half = (leaf >>> 4) * groupHalves;
    const slice = (leaf >>> 4) * featureCount * fanOut + lane;
    let changed = 0;
    for (let feature = 0; feature < featureCount; feature++) {
      const differs = before.features[feature]! ^ after.features[feature]!;
      if (differs === 0) continue;
      const bits = (slices[slice + feature * fanOut]! ^= differs);
      const mask = halves[half + feature]!;
      halves[half + feature] = bits === 0 ? mask & ~(1 << lane) : mask | (1 << lane);
      changed |= halves[half + feature]! ^ mask;
    }
    for (let column = 0; column < priceColumns; column++) {
      const now = after.prices[column]!;
      // Most attributes a device has not: their columns need not be met.
      if (now === noPrice) continue;
      const at = half + pricesAt + column * fanOut + lane;
      if (now >= halves[at]!) continue;
      halves[at] = now;
      changed = 1;
    }
    for (let column = 0; column < extremeIsLargest.length; column++) {
      const at = half + extremesAt + column * fanOut + lane;
      const held = column < 6 ? signed[at]! : halves[at]!;
      const now = after.extremes[column]!;
      if (extremeIsLargest[column] ? now <= held : now >= held) continue;
      halves[at] = now & 0xffff;
      changed = 1;
    }
    return changed !== 0;
  }

  /** `lanes` has the bits of those devices whose features may have changed. */
  private sumUpLeaf(leaf: number, lanes: number): boolean {
    const { summary, slices } = this;
    summary.ofLeaf(this.leaves, leaf, lanes);
    const first = (leaf >>> 4) * featureCount * fanOut + (leaf & 15);
    for (let feature = 0; feature < featureCount; feature++) {
      const at = first + feature * fanOut;
      slices[at] = (slices[at]! & ~lanes) | summary.features[feature]!;
      summary.features[feature] = slices[at]!;
    }
    return this.store(0, leaf);
  }

  private sumUpNode(level: number, node: number): boolean {
    const { summary, words, halves, signed } = this;
    const group = this.firstGroup[level - 1]! + node;
    const half = group * groupHalves;
    const word = group * groupWords;
    summary.clear();
    for (let feature = 0; feature < featureCount; feature++)
      summary.features[feature] = Math.min(1, halves[half + feature]!);
    for (let online = halves[half]!; online !== 0; online &= online - 1) {
      const lane = 31 - Math.clz32(online & -online);
      for (let column = 0; column < extremeIsLargest.length; column++) {
        const at = half + extremesAt + column * fanOut + lane;
        const value = column < 6 ? signed[at]! : halves[at]!;
        const held = summary.extremes[column]!;
        if (extremeIsLargest[column] ? value > held : value < held) summary.extremes[column] = value;
      }
      for (let column = 0; column < countryWords; column++)
        summary.countries[column]! |= words[word + countriesAt + column * fanOut + lane]!;
      for (let column = 0; column < priceColumns; column++) {
        const price = halves[half + pricesAt + column * fanOut + lane]!;
        if (price < summary.prices[column]!) summary.prices[column] = price;
      }
    }
    return this.store(level, node);
  }

  /** Writes the summary into the node's lane; says whether anything in it is new. */
  private store(level: number, node: number): boolean {
    const { summary, words, halves } = this;
    const group = this.firstGroup[level]! + (node >>> 4);
    const lane = node & 15;
    const half = group * groupHalves;
    const word = group * groupWords + lane;
    let changed = 0;
    for (let feature = 0; feature < featureCount; feature++) {
      const before = halves[half + feature]!;
      const now = summary.features[feature] ? before | (1 << lane) : before & ~(1 << lane);
      changed |= before ^ now;
      halves[half + feature] = now;
    }
    for (let column = 0; column < extremeIsLargest.length; column++) {
      const at = half + extremesAt + column * fanOut + lane;
      const now = summary.extremes[column]! & 0xffff;
      changed |= halves[at]! ^ now;
      halves[at] = now;
    }
    for (let column = 0; column < countryWords; column++) {
      const at = word + countriesAt + column * fanOut;
      changed |= words[at]! ^ summary.countries[column]!;
      words[at] = summary.countries[column]!;
    }
    for (let column = 0; column < priceColumns; column++) {
      const at = half + pricesAt + column * fanOut + lane;
      changed |= halves[at]! ^ summary.prices[column]!;
      halves[at] = summary.prices[column]!;
    }
    return changed !== 0;
  }
}

/** Bits that are set in a word (Warren, "Hacker's Delight", figure 5-2). */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
