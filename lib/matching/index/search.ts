import { accessStepMicros, wayRttMicros } from "@/lib/place/place";
import { BestFound } from "./best-found";
import { BoundHeap } from "./bound-heap";
import { leafSize, slotWords, type DeviceLeaves } from "./device-leaves";
import {
  gpusOf,
  gradeOf,
  high,
  isNewcomerOf,
  low,
  pendingOf,
  row,
  runsOf,
  signedHigh,
  signedLow,
  stateNumbers,
  stateOf,
  tierOf,
} from "./device-row";
import type { Directory } from "./directory";
import { featureCount, features } from "./features";
import { extreme, gibPerVcpu, multipleUnit, pointsPerGram, priceOfHalf, worthOfPoint } from "./leaf-summary";
import { leastWayMicros } from "./least-way";
import { countriesAt, extremesAt, fanOut, groupHalves, groupWords, pricesAt, type Nodes } from "./nodes";
import type { PackedTree } from "./packed-tree";
import { PlaceSearch } from "./place-search";
import type { Query } from "./query";

/**
 * The search for the exact best devices of an order: best first through the packed tree.
 *
 * Every node has a bound that no device below it undercuts. Nodes are opened in the order of their
 * bounds, until the lowest bound left is above the worst of the best found: then nothing unopened
 * matters. Bounds are rounded down and scores are whole numbers, so floating point cannot prune a device
 * that belongs in.
 *
 * Two kinds of order would make that slow, and have a plan of their own. If features are so spread that
 * most groups have some device with each and hardly one has all, a heap of nodes is a bad way to read
 * everything: the groups are run through in the order of memory. If very many devices cost exactly the
 * same, opening nodes only finds more equals: the circle of ids is walked from the order's own place,
 * until enough of them have turned up.
 *
 * The loops are written out over columns with local constants. A method or a closure in each place would
 * read better and costs a third of the speed (README.md, figures).
 */
/** A level and a node in one number: 67 million nodes, 32 levels. */
const levelShift = 26;
const nodeMask = (1 << levelShift) - 1;

/** When a search changes its plan. Tests set everything to its least, so that small registries go every way. */
export const plans = {
  /** Groups that are opened by bound before it is asked whether to read them all instead, by one leaf in so many. */
  groupsByBound: 1500,
  sampleStep: 61,
  /** The registry is read through if at most one leaf in so many has a device with all features. */
  sparseShare: 32,
  /** Leaves that are opened at the very bound of the worst before the circle is walked, and how far. */
  leavesBeforeCircle: 32,
  circleSteps: 1_000_000,
  /** Devices that have the workload already are looked at one by one up to so many; more are found by the tree. */
  holdersAlone: 64,
  /**
   * The tree of places is searched first if so many microseconds of round trip outweigh what else usually
   * differs between devices, and about one device in so many has all features that the order needs.
   */
  placesReachMicros: 1000,
  placesShare: 100,
  /** Devices that are looked at there in vain before the search begins anew, and how many more for each that is not. */
  placesPatience: 48,
  placesPatiencePerFound: 8,
};

export class Search {
  readonly best: BestFound;
  /** What the last search looked at. */
  groupsOpened = 0;
  leavesOpened = 0;
  private readonly heap = new BoundHeap();
  /** Leaves that wait to be opened, and which of their devices have all features: read once, while their group is at hand. */
  private waitingLeaf = new Int32Array(4096);
  private waitingBits = new Int32Array(4096);
  private waiting = 0;
  private readonly leaves: DeviceLeaves;
  private readonly nodes: Nodes;
  private readonly directory: Directory;
  private readonly byPlaces: PlaceSearch;

  constructor(
    { leaves, nodes, directory, places }: PackedTree,
    private readonly plan: typeof plans,
  ) {
    this.leaves = leaves;
    this.nodes = nodes;
    this.directory = directory;
    this.byPlaces = new PlaceSearch(places);
    this.best = new BestFound(directory);
  }

  /** Fills `best` with the `wanted` best devices for the query. */
  run(query: Query, wanted: number): void {
    const { best } = this;
    best.begin(wanted, query.circle);
    this.groupsOpened = 0;
    this.leavesOpened = 0;
    if (query.isHopeless) return;
    if (query.pinned) return this.openSlots(query, query.pinned);
    this.openSlots(query, query.alone);
    const leastRate = this.leastRate(query);
    if (this.isAboutPlace(query, leastRate) && this.searchPlaces(query, wanted, leastRate)) return;
    this.descend(query, wanted);
  }

  /** Points of the device in a slot, if it can take the order; infinite if not. The whole predicate, without the tree. */
  pointsOf(query: Query, slot: number): number {
    const { words } = this.leaves;
    const flags = high(words[slot * slotWords + row.gpuKindFlags]!);
    if (stateOf(flags) !== stateNumbers.online || (runsOf(flags) & query.run) === 0) return Infinity;
    if (gradeOf(flags) < query.minGrade || query.excluded.has(slot)) return Infinity;
    if ((words[slot * slotWords + row.attributes]! & query.attributes) !== query.attributes) return Infinity;
    return this.costOf(query, slot, Infinity) + this.notFetching(query, slot);
  }

  private openSlots(query: Query, slots: ReadonlySet<number>): void {
    for (const slot of slots) {
      const cost = this.pointsOf(query, slot);
      if (cost < Infinity) this.best.offer(cost, slot);
    }
  }

  private descend(query: Query, wanted: number): void {
    const { best, heap, nodes } = this;
    heap.clear();
    this.waiting = 0;
    let leavesAtWorst = 0;
    let maySwitch = true;
    this.openGroup(query, nodes.levels - 1, 0, false);
    while (heap.length > 0) {
      const bound = heap.lowest;
      if (bound > best.worst) break;
      const entry = heap.pop();
      const level = entry >>> levelShift;
      const node = entry & nodeMask;
      if (level > 0) {
        this.openGroup(query, level - 1, node, false);
        if (maySwitch && this.groupsOpened > this.plan.groupsByBound) {
          maySwitch = false;
          if (this.isSparse(query)) return this.runThrough(query, wanted);
        }
        continue;
      }
      this.openLeaf(query, this.waitingLeaf[node]!, this.waitingBits[node]!);
      if (bound === best.worst && ++leavesAtWorst === this.plan.leavesBeforeCircle)
        if (this.walkCircle(query, wanted, bound)) return;
    }
  }

  /** What the order's resources cost at least, at the lowest prices that there are for as much free room. */
  private leastRate(query: Query): number {
    const { halves, firstGroup, levels, counts } = this.nodes;
    const at = firstGroup[levels - 1]! * groupHalves + pricesAt;
    const least = (column: number) => {
      let lowest = halves[at + column * fanOut]!;
      for (let lane = 1; lane < counts[levels - 1]!; lane++)
        lowest = Math.min(lowest, halves[at + column * fanOut + lane]!);
      return priceOfHalf(lowest);
    };
    return (
      Math.floor((query.cpuMillis * least(query.vcpuColumn)) / 1000) +
      Math.floor((query.memoryMib * least(query.gibColumn)) / 1024) +
      (query.gpus > 0 ? query.gpus * least(query.gpuColumn) : 0)
    );
  }

  /** Whether the nearest devices that have the features are likely to be the best. A guess: either plan finds the same. */
  private isAboutPlace(query: Query, leastRate: number): boolean {
    if (!query.hasPlace || query.roundTrip === 0) return false;
    // Most devices ask for up to ten times as much as the cheapest; reliability and carbon differ by a few hundred.
    const usualRate = 10 * leastRate;
    if (query.maxRatePerHour < usualRate) return false;
    const others =
      query.price * usualRate +
      500 * query.unreliability +
      200 * query.carbon +
      query.established +
      query.fetching -
      query.leastFetching;
    if (others > query.roundTrip * this.plan.placesReachMicros) return false;
    const { shareOf } = this.nodes;
    let share = 1;
    for (const feature of query.features) share *= shareOf[feature]!;
    if (query.classes.length > 0) share *= query.classes.reduce((sum, kind) => sum + shareOf[kind]!, 0);
    return share * this.plan.placesShare >= 1;
  }

  /** Looks at the nearest first. False when too many of them cannot take the order; then `best` begins anew below what was found. */
  private searchPlaces(query: Query, wanted: number, leastRate: number): boolean {
    const { best, byPlaces, plan } = this;
    let patience = plan.placesPatience;
    const floor = query.price * leastRate + query.leastFetching;
    const isDone = byPlaces.run(query, floor, best.worst, (slot) => {
      const cost = query.alone.has(slot) ? Infinity : this.pointsOf(query, slot);
      patience += cost < Infinity ? plan.placesPatiencePerFound : -1;
      if (cost <= best.worst && cost < Infinity) best.offer(cost, slot);
      return patience < 0 ? Number.NaN : best.worst;
    });
    this.groupsOpened = byPlaces.groupsOpened;
    this.leavesOpened = byPlaces.blocksOpened;
    if (!isDone) this.beginAnew(query, wanted);
    return isDone;
  }

  /** Forgets what was found, because no device may be offered twice, but not how good it was. */
  private beginAnew(query: Query, wanted: number): void {
    const { best } = this;
    const { worst } = best;
    best.begin(wanted, query.circle);
    // Nothing above the worst of before can be among the best; its equals can.
    best.worst = worst + 1;
    this.openSlots(query, query.alone);
  }

  /** Whether so few devices have all features that reading every mask in the order of memory is the shorter way. */
  private isSparse(query: Query): boolean {
    const { length } = this.leaves.occupied;
    let survivors = 0;
    let looked = 0;
    for (let leaf = 0; leaf < length; leaf += this.plan.sampleStep, looked++)
      if (this.survivors(query, leaf) !== 0) survivors++;
    return survivors * this.plan.sparseShare < looked;
  }

  /** Looks at every group of leaves, where they stand. */
  private runThrough(query: Query, wanted: number): void {
    const { nodes } = this;
    this.beginAnew(query, wanted);
    const groups = Math.ceil(nodes.counts[0]! / fanOut);
    for (let group = 0; group < groups; group++) this.openGroup(query, 0, group, true);
  }

  /**
   * When nothing unopened undercuts the worst of the best and many equal it: reads the circle of ids from
   * the order's own place on until enough equals have turned up, which is the order of equals itself. Marks
   * are read one after the other; only a device that has all that the order wants is looked at. False when
   * such equals are too rare.
   */
  private walkCircle(query: Query, wanted: number, cost: number): boolean {
    const { best, directory } = this;
    const missing = wanted - best.countBelow(cost);
    const equals: number[] = [];
    let place = directory.startOf(query.circle);
    const steps = Math.min(this.plan.circleSteps, directory.circle);
    const { marks } = directory;
    const wantedMarks = query.marks;
    for (let step = 0; step < steps && equals.length < missing; step++) {
      const at = place;
      if (++place === marks.length) place = 0;
      if ((marks[at]! & wantedMarks) !== wantedMarks) continue;
      const slot = directory.at(at);
      if (this.pointsOf(query, slot) === cost) equals.push(slot);
    }
    if (equals.length < missing && steps < directory.circle) return false;
    best.keep(wanted - missing);
    for (const slot of equals) best.offer(cost, slot);
    return true;
  }

  /** The bits of the devices of a leaf that have all features of an order. */
  private survivors(query: Query, leaf: number): number {
    const { slices } = this.nodes;
    const first = (leaf >>> 4) * featureCount * fanOut + (leaf & 15);
    const wanted = query.features;
    let bits = -1;
    for (let i = 0; i < wanted.length && bits !== 0; i++) bits &= slices[first + wanted[i]! * fanOut]!;
    if (bits === 0 || query.classes.length === 0) return bits;
    let any = 0;
    for (let i = 0; i < query.classes.length; i++) any |= slices[first + query.classes[i]! * fanOut]!;
    return bits & any;
  }

  /** Looks at the sixteen nodes of a group: those that may hold something good enough are kept for later, or opened at once. */
  private openGroup(query: Query, level: number, group: number, atOnce: boolean): void {
    const { nodes, best, heap } = this;
    const { halves, signed } = nodes;
    const at = nodes.firstGroup[level]! + group;
    const half = at * groupHalves;
    const word = at * groupWords;
    this.groupsOpened++;
    const wantedFeatures = query.features;
    let lanes = 0xffff;
    for (let i = 0; i < wantedFeatures.length; i++) {
      lanes &= halves[half + wantedFeatures[i]!]!;
      if (lanes === 0) return;
    }
    const { classes } = query;
    if (classes.length > 0) {
      let any = 0;
      for (let i = 0; i < classes.length; i++) any |= halves[half + classes[i]!]!;
      lanes &= any;
    }
    const newcomers = query.established > 0 ? halves[half + features.newcomer]! : 0xffff;
    const holding = query.holderLanes === null ? 0xffff : query.holderLanes[at]!;
    const { cpuMillis, memoryMib, gpus, maxRatePerHour, hasPlace, x, y, z, countryBits } = query;
    const { attributeColumns, vcpusWithGib, lessWorth, moreWorth } = query;
    const vcpuAt = half + pricesAt + query.vcpuColumn * fanOut;
    const gibAt = half + pricesAt + query.gibColumn * fanOut;
    const gpuAt = half + pricesAt + query.gpuColumn * fanOut;
    const multipleAt = half + pricesAt + query.multipleColumn * fanOut;
    const worthAt = half + pricesAt + query.worthColumn * fanOut;
    const boxAt = half + extremesAt;
    const tag = level << levelShift;
    while (lanes !== 0) {
      const lane = 31 - Math.clz32(lanes);
      lanes ^= 1 << lane;
      const vcpuHour = priceOfHalf(halves[vcpuAt + lane]!);
      const gibHour = priceOfHalf(halves[gibAt + lane]!);
      let moreRate = 0;
      let rate = Math.floor((cpuMillis * vcpuHour) / 1000) + Math.floor((memoryMib * gibHour) / 1024);
      if (attributeColumns.length > 0) {
        let together = 0;
        for (let i = 0; i < attributeColumns.length; i++) {
          const least = halves[half + pricesAt + attributeColumns[i]! * fanOut + lane]!;
          if (least > together) together = least;
        }
        together = priceOfHalf(together);
        // What a vCPU with its GiB costs at least above both lowest prices; less 2, for two parts of a rate are rounded.
        moreRate = Math.max(0, Math.floor((together - vcpuHour - gibPerVcpu * gibHour) * vcpusWithGib) - 2);
        rate += moreRate;
      }
      if (gpus > 0) {
        const least = priceOfHalf(halves[gpuAt + lane]!);
        const byMultiple = Math.floor(
          (query.cheapestGpu * priceOfHalf(halves[multipleAt + lane]!)) / multipleUnit,
        );
        rate += gpus * (least > byMultiple ? least : byMultiple);
      }
      if (rate > maxRatePerHour) continue;
      const unreliability = 10_000 - halves[boxAt + extreme.maxReliability * fanOut + lane]!;
      const carbon = halves[boxAt + extreme.minCarbon * fanOut + lane]!;
      let bound =
        query.price * rate +
        query.unreliability * unreliability +
        query.carbon * carbon +
        (((newcomers >> lane) & 1) === 0 ? query.established : 0) +
        (((holding >> lane) & 1) === 0 ? query.fetching : query.leastFetching);
      if (bound > best.worst) continue;
      if (lessWorth + moreWorth > 0) {
        // Points by which price, reliability and carbon of any one device exceed the least of each.
        const price = vcpuHour + gibPerVcpu * gibHour;
        const points = unreliability + pointsPerGram * carbon;
        const less = priceOfHalf(halves[worthAt + lane]!) - price - worthOfPoint.less * points;
        const more = priceOfHalf(halves[worthAt + fanOut + lane]!) - price - worthOfPoint.more * points;
        // Less two micro-dollars, for two parts of a rate are rounded; and less what doubles may be off by.
        const above = Math.floor(lessWorth * less + moreWorth * more) - 2 * query.price - 8;
        if (above > query.price * moreRate) {
          bound += above - query.price * moreRate;
          if (bound > best.worst) continue;
        }
      }
      if (countryBits !== null && !this.hasCountry(word, lane, countryBits)) continue;
      if (hasPlace) {
        let squared = 0;
        let beyond = signed[boxAt + lane]! - x;
        if (beyond > 0) squared = beyond * beyond;
        else if ((beyond = x - signed[boxAt + fanOut + lane]!) > 0) squared = beyond * beyond;
        if ((beyond = signed[boxAt + 2 * fanOut + lane]! - y) > 0) squared += beyond * beyond;
        else if ((beyond = y - signed[boxAt + 3 * fanOut + lane]!) > 0) squared += beyond * beyond;
        if ((beyond = signed[boxAt + 4 * fanOut + lane]! - z) > 0) squared += beyond * beyond;
        else if ((beyond = z - signed[boxAt + 5 * fanOut + lane]!) > 0) squared += beyond * beyond;
        const rtt =
          accessStepMicros * halves[boxAt + extreme.minAccess * fanOut + lane]! + leastWayMicros(squared);
        if (rtt > query.maxRttMicros) continue;
        bound = Math.floor(bound + query.roundTrip * rtt);
        if (bound > best.worst) continue;
      }
      const node = group * fanOut + lane;
      if (level > 0) {
        heap.push(bound, tag | node);
        continue;
      }
      const bits = this.survivors(query, node);
      if (bits === 0) continue;
      if (atOnce) this.openLeaf(query, node, bits);
      else heap.push(bound, this.waitFor(node, bits));
    }
  }

  /** Where a leaf and its bits wait. */
  private waitFor(leaf: number, bits: number): number {
    if (this.waiting === this.waitingLeaf.length) {
      this.waitingLeaf = twice(this.waitingLeaf);
      this.waitingBits = twice(this.waitingBits);
    }
    this.waitingLeaf[this.waiting] = leaf;
    this.waitingBits[this.waiting] = bits;
    return this.waiting++;
  }

  private hasCountry(word: number, lane: number, allowed: Int32Array): boolean {
    const { words } = this.nodes;
    const at = word + countriesAt + lane;
    for (let i = 0; i < 8; i++) if ((words[at + i * fanOut]! & allowed[i]!) !== 0) return true;
    return false;
  }

  /** Looks at the devices of a leaf whose bits are set. */
  private openLeaf(query: Query, leaf: number, survivors: number): void {
    const { best } = this;
    this.leavesOpened++;
    for (let bits = survivors; bits !== 0; bits &= bits - 1) {
      const slot = leaf * leafSize + 31 - Math.clz32(bits & -bits);
      const cost = this.costOf(query, slot, best.worst);
      if (cost > best.worst || cost === Infinity) continue;
      if (query.hasSkips && (query.excluded.has(slot) || query.alone.has(slot))) continue;
      best.offer(cost + this.notFetching(query, slot), slot);
    }
  }

  /** What is to be added to points that were counted with `leastFetching`. */
  private notFetching(query: Query, slot: number): number {
    if (query.holders.size === 0) return 0;
    return (query.holders.has(slot) ? 0 : query.fetching) - query.leastFetching;
  }

  /**
   * Points of a device that has all features, if fetching costs it the least that it may; infinite when it fails
   * a limit or certainly has more points than `worst`.
   */
  private costOf(query: Query, slot: number, worst: number): number {
    const { words } = this.leaves;
    const w = slot * slotWords;
    const { cpuMillis, memoryMib, gpus, gpuKinds, countries } = query;
    let rate =
      Math.floor((cpuMillis * words[w + row.vcpuHour]!) / 1000) +
      Math.floor((memoryMib * words[w + row.gibHour]!) / 1024);
    const countryGpusPending = words[w + row.countryGpusPending]!;
    if (gpus > 0) {
      if (gpusOf(countryGpusPending) < gpus) return Infinity;
      rate += gpus * words[w + row.gpuHour]!;
    }
    if (rate > query.maxRatePerHour) return Infinity;
    const reliabilityCarbon = words[w + row.reliabilityCarbon]!;
    const reliability = low(reliabilityCarbon);
    let cost =
      query.price * rate +
      query.unreliability * (10_000 - reliability) +
      query.carbon * high(reliabilityCarbon) +
      query.leastFetching;
    if (cost > worst) return Infinity;
    if (query.hasPlace) {
      const xy = words[w + row.xy]!;
      const zAccess = words[w + row.zAccess]!;
      const dx = signedLow(xy) - query.x;
      const dy = signedHigh(xy) - query.y;
      const dz = signedLow(zAccess) - query.z;
      const squared = dx * dx + dy * dy + dz * dz;
      const access = accessStepMicros * high(zAccess);
      const least = access + leastWayMicros(squared);
      if (least > query.maxRttMicros) return Infinity;
      if (Math.floor(cost + query.roundTrip * least) > worst) return Infinity;
      const rtt = access + wayRttMicros(squared);
      if (rtt > query.maxRttMicros) return Infinity;
      cost += query.roundTrip * rtt;
    }
    // Features have said most of the following already: hardly a device fails here, and few come so far.
    if (reliability < query.minReliability) return Infinity;
    if (words[w + row.cpuMillis]! < cpuMillis || words[w + row.memoryMib]! < memoryMib) return Infinity;
    if (words[w + row.diskMib]! < query.diskMib) return Infinity;
    const kindFlags = words[w + row.gpuKindFlags]!;
    if (gpuKinds !== null && gpuKinds[low(kindFlags)] !== 1) return Infinity;
    if (countries !== null && countries[low(countryGpusPending)] !== 1) return Infinity;
    const flags = high(kindFlags);
    if (tierOf(flags) < query.minTier) return Infinity;
    cost += query.crowding * pendingOf(countryGpusPending);
    if (isNewcomerOf(flags) === 0) cost += query.established;
    return cost;
  }
}

function twice(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(numbers.length * 2);
  more.set(numbers);
  return more;
}
