import { deviceAttributes } from "@/lib/devices/attributes";
import type { Catalogue } from "./catalogue";
import { leafSize, slotWords, type DeviceLeaves } from "./device-leaves";
import {
  gpusOf,
  gradeOf,
  high,
  isNewcomerOf,
  low,
  row,
  runsOf,
  signedHigh,
  signedLow,
  stateNumbers,
  stateOf,
  tierOf,
} from "./device-row";
import { featureCount, features } from "./features";
import {
  cpuLevels,
  diskLevels,
  gpuLevels,
  gradeLevels,
  levelOf,
  memoryLevels,
  reliabilityLevels,
  sizeClasses,
  tierLevels,
} from "./levels";

export const roomClasses = sizeClasses.length + gpuLevels.length;

/**
 * A column of lowest prices for each room class, for GPUs by how many are free, and for each attribute: what one
 * vCPU with `gibPerVcpu` costs together. Then, again for each room class, the least of that price and of what
 * reliability and carbon are worth, at two prices for those. The two columns that an order reads of a class stand
 * side by side: two steps lead from one class to the next.
 */
export const priceColumn = {
  vcpuHour: 0,
  gibHour: 1,
  gpuHour: roomClasses * 2,
  gpuMultiple: roomClasses * 2 + 1,
  worth: roomClasses * 2 + gpuLevels.length * 2,
  attribute: roomClasses * 4 + gpuLevels.length * 2,
} as const;
export const priceColumns = priceColumn.attribute + deviceAttributes.length;

/** What a basis point short of perfect is worth, in micro-dollars an hour of a vCPU with its GiB. */
export const worthOfPoint = { less: 4, more: 32 } as const;

/** A gram of carbon is worth as much as so many basis points. */
export const pointsPerGram = 2;

/** About as much as most orders ask for beside each vCPU. */
export const gibPerVcpu = 2;

/** Dearer than any. */
const priceMax = 0x7fffffff;

/**
 * A price as nodes keep it, in 16 bits: eleven of the number, rounded down, and how often it was halved. It is
 * less by one in a thousand at most, and the smaller of two prices never has the larger half.
 */
export function priceHalfDown(price: number): number {
  const halved = Math.max(0, 21 - Math.clz32(price));
  return (halved << 11) | (price >>> halved);
}

export const priceOfHalf = (half: number): number => (half & 2047) << (half >>> 11);

/** No device. */
export const noPrice = priceHalfDown(priceMax);

/** A GPU's price as a multiple of its kind's yardstick is counted in this part of one, rounded down. */
export const multipleUnit = 1024;

/** Columns of extremes, and whether each is a largest or a smallest value. */
export const extreme = {
  minX: 0,
  maxX: 1,
  minY: 2,
  maxY: 3,
  minZ: 4,
  maxZ: 5,
  minAccess: 6,
  maxReliability: 7,
  minCarbon: 8,
} as const;
export const extremeIsLargest = [false, true, false, true, false, true, false, true, false] as const;
const noExtremes = [32_767, -32_768, 32_767, -32_768, 32_767, -32_768, 65_535, 0, 65_535] as const;

/** Words of bits of the countries of devices. Countries beyond 256 share bits: too much gets through, never too little. */
export const countryWords = 8;

/** What the online devices of a leaf, or of all leaves below a node, have in common. Made once and filled again and again. */
export class LeafSummary {
  /** For a leaf, one bit for each device that has the feature; for a node, 1 if any has. */
  readonly features = new Int32Array(featureCount);
  readonly extremes = new Int32Array(noExtremes.length);
  readonly countries = new Int32Array(countryWords);
  /** As `priceHalfDown` has them. */
  readonly prices = new Uint16Array(priceColumns);
  private readonly gpuClassOfKind = new Uint8Array(65_536);
  private kindsKnown = 0;

  constructor(private readonly catalogue: Catalogue) {}

  clear(): void {
    this.features.fill(0);
    this.extremes.set(noExtremes);
    this.countries.fill(0);
    this.prices.fill(noPrice);
  }

  /** Sums up one device alone, which counts for nothing unless it is online. */
  ofDevice(leaves: DeviceLeaves, slot: number): void {
    this.clear();
    this.learnKinds();
    const [leaf, lane] = [slot >>> 5, slot & 31];
    if ((leaves.occupied[leaf]! >>> lane) & 1) this.add(leaves, leaf, lane, true);
  }

  /** Sums up the devices of a leaf that are online; their features only in the lanes whose bits are set. */
  ofLeaf(leaves: DeviceLeaves, leaf: number, lanes: number): void {
    this.clear();
    this.learnKinds();
    for (let occupied = leaves.occupied[leaf]!; occupied !== 0; occupied &= occupied - 1) {
      const lane = 31 - Math.clz32(occupied & -occupied);
      this.add(leaves, leaf, lane, ((lanes >>> lane) & 1) === 1);
    }
  }

  private add({ words }: DeviceLeaves, leaf: number, lane: number, withFeatures: boolean): void {
    const at = (leaf * leafSize + lane) * slotWords;
    if (stateOf(high(words[at + row.gpuKindFlags]!)) !== stateNumbers.online) return;
    if (withFeatures) this.addFeatures(words, at, 1 << lane);
    this.addCountry(low(words[at + row.countryGpusPending]!) & 255);
    this.addExtremes(words, at);
    this.addPrices(words, at);
  }

  private addFeatures(words: Int32Array, at: number, bit: number): void {
    const kindFlags = words[at + row.gpuKindFlags]!;
    const flags = high(kindFlags);
    this.features[features.online]! |= bit;
    this.addBits(features.runs, runsOf(flags), bit);
    this.addBits(features.attribute, words[at + row.attributes]!, bit);
    this.addLevels(features.grade, levelOf(gradeOf(flags), gradeLevels), bit);
    this.addLevels(features.tier, levelOf(tierOf(flags), tierLevels), bit);
    this.addLevels(features.cpu, levelOf(words[at + row.cpuMillis]!, cpuLevels), bit);
    this.addLevels(features.memory, levelOf(words[at + row.memoryMib]!, memoryLevels), bit);
    this.addLevels(features.disk, levelOf(words[at + row.diskMib]!, diskLevels), bit);
    const reliability = low(words[at + row.reliabilityCarbon]!);
    this.addLevels(features.reliability, levelOf(reliability, reliabilityLevels), bit);
    this.addLevels(features.gpus, levelOf(gpusOf(words[at + row.countryGpusPending]!), gpuLevels), bit);
    this.features[features.gpuClass + this.gpuClassOfKind[low(kindFlags)]!]! |= bit;
    if (isNewcomerOf(flags)) this.features[features.newcomer]! |= bit;
  }

  private addCountry(country: number): void {
    this.countries[country >> 5]! |= 1 << (country & 31);
  }

  private addBits(first: number, bits: number, bit: number): void {
    for (let left = bits; left !== 0; left &= left - 1)
      this.features[first + 31 - Math.clz32(left & -left)]! |= bit;
  }

  private addLevels(first: number, levels: number, bit: number): void {
    for (let level = 0; level < levels; level++) this.features[first + level]! |= bit;
  }

  private addExtremes(words: Int32Array, at: number): void {
    const { extremes } = this;
    const [xy, zAccess] = [words[at + row.xy]!, words[at + row.zAccess]!];
    const [x, y, z, access] = [signedLow(xy), signedHigh(xy), signedLow(zAccess), high(zAccess)];
    const reliability = low(words[at + row.reliabilityCarbon]!);
    const carbon = high(words[at + row.reliabilityCarbon]!);
    if (x < extremes[extreme.minX]!) extremes[extreme.minX] = x;
    if (x > extremes[extreme.maxX]!) extremes[extreme.maxX] = x;
    if (y < extremes[extreme.minY]!) extremes[extreme.minY] = y;
    if (y > extremes[extreme.maxY]!) extremes[extreme.maxY] = y;
    if (z < extremes[extreme.minZ]!) extremes[extreme.minZ] = z;
    if (z > extremes[extreme.maxZ]!) extremes[extreme.maxZ] = z;
    if (access < extremes[extreme.minAccess]!) extremes[extreme.minAccess] = access;
    if (reliability > extremes[extreme.maxReliability]!) extremes[extreme.maxReliability] = reliability;
    if (carbon < extremes[extreme.minCarbon]!) extremes[extreme.minCarbon] = carbon;
  }

  private addPrices(words: Int32Array, at: number): void {
    const [vcpuHour, gibHour] = [words[at + row.vcpuHour]!, words[at + row.gibHour]!];
    const [vcpu, gib] = [priceHalfDown(vcpuHour), priceHalfDown(gibHour)];
    const [cpu, memory] = [words[at + row.cpuMillis]!, words[at + row.memoryMib]!];
    const price = vcpuHour + gibPerVcpu * gibHour;
    const together = priceHalfDown(Math.min(priceMax, price));
    const points =
      10_000 -
      low(words[at + row.reliabilityCarbon]!) +
      pointsPerGram * high(words[at + row.reliabilityCarbon]!);
    const less = priceHalfDown(Math.min(priceMax, price + worthOfPoint.less * points));
    const more = priceHalfDown(Math.min(priceMax, price + worthOfPoint.more * points));
    let size = sizeClasses.length - 1;
    while (cpu < sizeClasses[size]![0] || memory < sizeClasses[size]![1]) size--;
    // Who fits a class fits all smaller ones, whose lowest prices are no higher: nothing new here is nothing new there.
    while (size >= 0 && this.addRoomPrices(size, vcpu, gib, less, more)) size--;
    for (let left = words[at + row.attributes]!; left !== 0; left &= left - 1)
      this.addPrice(priceColumn.attribute + 31 - Math.clz32(left & -left), together);
    const gpus = levelOf(gpusOf(words[at + row.countryGpusPending]!), gpuLevels);
    if (gpus === 0) return;
    const yardstick = this.catalogue.gpuPrices[low(words[at + row.gpuKindFlags]!)]!;
    const gpuHour = words[at + row.gpuHour]!;
    const gpu = priceHalfDown(gpuHour);
    const multiple = priceHalfDown(Math.min(priceMax, Math.floor((gpuHour * multipleUnit) / yardstick)));
    for (let level = 0; level < gpus; level++) {
      this.addRoomPrices(sizeClasses.length + level, vcpu, gib, less, more);
      this.addPrice(priceColumn.gpuHour + 2 * level, gpu);
      this.addPrice(priceColumn.gpuMultiple + 2 * level, multiple);
    }
  }

  /** Says whether one of the four is lower than all before. */
  private addRoomPrices(room: number, vcpu: number, gib: number, less: number, more: number): boolean {
    let isLower = this.addPrice(priceColumn.vcpuHour + 2 * room, vcpu);
    isLower = this.addPrice(priceColumn.gibHour + 2 * room, gib) || isLower;
    isLower = this.addPrice(priceColumn.worth + 2 * room, less) || isLower;
    return this.addPrice(priceColumn.worth + 2 * room + 1, more) || isLower;
  }

  private addPrice(column: number, price: number): boolean {
    if (price >= this.prices[column]!) return false;
    this.prices[column] = price;
    return true;
  }

  /** Asking the catalogue for each device would be a string comparison for each device. */
  private learnKinds(): void {
    const { length } = this.catalogue.gpuKinds.words;
    for (; this.kindsKnown < length; this.kindsKnown++)
      this.gpuClassOfKind[this.kindsKnown] = this.catalogue.gpuClassOf(this.kindsKnown);
  }
}
