/**
 * Where devices that are alike stand together: the leaves of a kd tree, as an order.
 *
 * The tree is balanced by count: each cut halves a range of leaves along the dimension in which a sample
 * of the range differs most, after weighting. Ranges are cut at multiples of the fan-out of the packed
 * tree above, so that each of its nodes is one box of the kd tree and not parts of two. The cuts are kept,
 * because they say where a device that comes later belongs.
 *
 * Records are moved and not an index of them: 19 passes over 13 million random reads would cost more
 * than the rest of the build.
 */
export type KdOrder = {
  /** Positions of the input, leaf after leaf. */
  order: Uint32Array;
  /** By leaf: the cut between it and the leaf before it in the binary tree (dimension, value). */
  cuts: KdCuts;
};

export type KdCuts = {
  leaves: number;
  dimension: Uint8Array<ArrayBuffer>;
  value: Int16Array<ArrayBuffer>;
};

export type KdInput = {
  count: number;
  /** Devices in a leaf; the last one may have fewer. */
  perLeaf: number;
  fanOut: number;
  /** How much a difference of one in each dimension counts. */
  weights: readonly number[];
  /** Writes the 16-bit coordinates of device `position` to `into`, from `at` on. */
  write: (position: number, into: Int16Array, at: number) => void;
};

/** Samples by which the dimension of a cut is chosen. */
const sampleSize = 96;

/** Records that are looked at before the caller may do something else: a fraction of a millisecond. */
const recordsAtOnce = 16_384;

/** Sorts devices into leaves, and gives way now and then. The same input gives the same order. */
export function* kdOrder({ count, perLeaf, fanOut, weights, write }: KdInput): Generator<void, KdOrder> {
  const stride = 1 + Math.ceil(weights.length / 2);
  const ints = new Int32Array(count * stride);
  const halves = new Int16Array(ints.buffer);
  for (let position = 0; position < count; position++) {
    if (position % recordsAtOnce === 0) yield;
    ints[position * stride] = position;
    write(position, halves, (position * stride + 1) * 2);
  }
  const leaves = Math.ceil(count / perLeaf);
  const cuts: KdCuts = { leaves, dimension: new Uint8Array(leaves + 1), value: new Int16Array(leaves + 1) };
  const sorter = new Sorter(ints, halves, stride);
  const cut = function* (from: number, to: number): Generator<void> {
    if (to - from <= 1) return;
    const middle = middleOf(from, to, fanOut);
    const [first, last] = [from * perLeaf, Math.min(count, to * perLeaf) - 1];
    const dimension = sorter.widest(first, last, weights);
    const at = middle * perLeaf;
    cuts.dimension[middle] = dimension;
    cuts.value[middle] = yield* sorter.select(first, last, at, dimension);
    yield* cut(from, middle);
    yield* cut(middle, to);
  };
  yield* cut(0, leaves);
  const order = new Uint32Array(count);
  for (let position = 0; position < count; position++) {
    if (position % recordsAtOnce === 0) yield;
    order[position] = ints[position * stride]!;
  }
  return { order, cuts };
}

/** The leaf where a device with these coordinates belongs. */
export function leafOf({ leaves, dimension, value }: KdCuts, fanOut: number, at: Int16Array): number {
  let from = 0;
  let to = leaves;
  while (to - from > 1) {
    const middle = middleOf(from, to, fanOut);
    if (at[dimension[middle]!]! < value[middle]!) to = middle;
    else from = middle;
  }
  return from;
}

/** Half of a range of leaves, at a multiple of the largest power of the fan-out that is smaller than the range. */
function middleOf(from: number, to: number, fanOut: number): number {
  const leaves = to - from;
  let unit = 1;
  while (unit * fanOut < leaves) unit *= fanOut;
  return from + unit * Math.max(1, Math.round(leaves / unit / 2));
}

class Sorter {
  private random = 1;
  /** Ends of what is yet to be partitioned, and how many records may be passed before giving way. */
  private left = 0;
  private right = 0;
  private budget = recordsAtOnce;
  private readonly samples = new Int16Array(511);

  constructor(
    private readonly ints: Int32Array,
    private readonly halves: Int16Array,
    private readonly stride: number,
  ) {}

  /** The dimension in which a sample of the range has the largest weighted variance. */
  widest(first: number, last: number, weights: readonly number[]): number {
    const { halves, stride } = this;
    const samples = Math.min(sampleSize, last - first + 1);
    let best = 0;
    let bestSpread = -1;
    for (let dimension = 0; dimension < weights.length; dimension++) {
      let sum = 0;
      let squares = 0;
      for (let sample = 0; sample < samples; sample++) {
        const record = first + Math.floor((sample * (last - first)) / Math.max(1, samples - 1));
        const value = halves[(record * stride + 1) * 2 + dimension]!;
        sum += value;
        squares += value * value;
      }
      const spread = (squares - (sum * sum) / samples) * weights[dimension]! ** 2;
      if (spread > bestSpread) [best, bestSpread] = [dimension, spread];
    }
    return best;
  }

  /**
   * Quickselect: moves records of a range so that none before `at` is larger along the dimension, and none
   * after it smaller, than the one at `at`; returns its value. Hoare's scheme, which splits runs of equal
   * values in the middle.
   */
  *select(first: number, last: number, at: number, dimension: number): Generator<void, number> {
    const offset = 2 + dimension;
    while (last > first) {
      this.left = first;
      this.right = last;
      const value = this.pivotOf(first, last, at, offset);
      while (!this.partition(value, offset)) {
        yield;
        this.budget = recordsAtOnce;
      }
      if (at <= this.right) last = this.right;
      else if (at >= this.left) first = this.left;
      else break;
    }
    return this.halves[at * this.stride * 2 + offset]!;
  }

  /** Swaps from both ends until they meet, or the budget of records is spent; says whether they met. */
  private partition(value: number, offset: number): boolean {
    const { halves, stride } = this;
    const twice = stride * 2;
    let { left, right } = this;
    const most = left + this.budget;
    while (left <= right && left <= most) {
      while (halves[left * twice + offset]! < value) left++;
      while (halves[right * twice + offset]! > value) right--;
      if (left <= right) this.swap(left++, right--);
    }
    this.budget -= left - this.left;
    this.left = left;
    this.right = right;
    return left > right;
  }

  /**
   * A value near the one that belongs at `at`, from records at random places: sorted input is no trap. In a
   * long range it is taken from many, a little to the far side of `at`: what is left after two passes is then
   * short (Floyd and Rivest), which halves the time of a build.
   */
  private pivotOf(first: number, last: number, at: number, offset: number): number {
    const length = last - first + 1;
    const samples = length < 1024 ? 3 : length < 65_536 ? 63 : 511;
    const values = this.samples.subarray(0, samples);
    for (let sample = 0; sample < samples; sample++) {
      this.random = (Math.imul(this.random, 1_664_525) + 1_013_904_223) | 0;
      const record = first + Math.floor(((this.random >>> 0) / 2 ** 32) * length);
      values[sample] = this.halves[record * this.stride * 2 + offset]!;
    }
    values.sort();
    if (samples === 3) return values[1]!;
    const share = (at - first) / length;
    const margin = 1 + 2 * Math.sqrt(samples * share * (1 - share));
    const rank = Math.round(share * samples + (share <= 0.5 ? margin : -margin));
    return values[Math.max(0, Math.min(samples - 1, rank))]!;
  }

  private swap(a: number, b: number): void {
    const { ints, stride } = this;
    for (let i = 0, x = a * stride, y = b * stride; i < stride; i++, x++, y++) {
      const held = ints[x]!;
      ints[x] = ints[y]!;
      ints[y] = held;
    }
  }
}
