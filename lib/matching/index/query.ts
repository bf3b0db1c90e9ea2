import type { Hex } from "viem";
import { deviceAttributes } from "@/lib/devices/attributes";
import { runnables, type MatchRequest } from "@/lib/matching/match-request";
import { isNewcomersTurn, type Weights } from "@/lib/matching/weights";
import { toGrid } from "@/lib/place/grid-place";
import type { Catalogue } from "./catalogue";
import type { Contents } from "./contents";
import { wordsOfId, type Directory } from "./directory";
import type { Nodes } from "./nodes";
import { attributeBits } from "./encode-device";
import { features } from "./features";
import { countryWords, gibPerVcpu, pointsPerGram, priceColumn, worthOfPoint } from "./leaf-summary";
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
import { marksWanted } from "./marks";

/** An order in the index's numbers: what is compared with columns, nothing else. */
export type Query = ReturnType<QueryMaker["make"]>;

/** Which kinds of GPU and which countries an order allows: the same few sets come again and again. */
type Allowed = { kinds: Uint8Array; classes: number[]; cheapest: number; knownKinds: number };

const none: readonly number[] = [];

const nobody: ReadonlySet<number> = new Set();

/** Turns orders into queries over one catalogue, and the devices that they name into slots. */
export class QueryMaker {
  private readonly gpuSets = new Map<string, Allowed>();

  constructor(
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
    private readonly nodes: Nodes,
    private readonly contents: Contents,
    private readonly holdersAlone: number,
  ) {}

  make(request: MatchRequest) {
    const { content, weights, constraints } = request;
    const { pinnedDevices, excludedDevices } = constraints;
    const fetching = content ? weights.fetching : 0;
    const holders = this.contents.slotsHolding(content) ?? nobody;
    const areHoldersAlone = fetching > 0 && holders.size > 0 && holders.size <= this.holdersAlone;
    const areHoldersFound = fetching > 0 && holders.size > this.holdersAlone;
    const excluded = excludedDevices ? this.slotsOf(excludedDevices) : nobody;
    return queryOf(request, this.catalogue, this.gpusAllowed(request), {
      pinned: pinnedDevices ? this.slotsOf(pinnedDevices) : null,
      excluded,
      holders,
      alone: areHoldersAlone ? holders : nobody,
      fetching,
      leastFetching: areHoldersFound ? 0 : fetching,
      holderLanes: areHoldersFound ? this.contents.lanesHolding(content!, this.nodes).lanes : null,
    });
  }

  private slotsOf(ids: readonly Hex[]): ReadonlySet<number> {
    return new Set(ids.map((id) => this.directory.find(wordsOfId(id))).filter((slot) => slot >= 0));
  }

  /** Undefined when the order does not say which GPU. */
  private gpusAllowed({ constraints }: MatchRequest): Allowed | undefined {
    const { gpuModels, minGpuMemoryMib } = constraints;
    if (gpuModels === undefined && minGpuMemoryMib === undefined) return undefined;
    const name = `${minGpuMemoryMib ?? 0} ${gpuModels?.join("\n") ?? ""}`;
    const known = this.gpuSets.get(name);
    const { words } = this.catalogue.gpuKinds;
    if (known?.knownKinds === words.length) return known;
    const kinds = Uint8Array.from(words, ({ model, memoryMib }) =>
      Number(
        (gpuModels === undefined || (model !== null && gpuModels.includes(model))) &&
          memoryMib >= (minGpuMemoryMib ?? 0),
      ),
    );
    const numbers = words.map((_, kind) => kind).filter((kind) => kinds[kind] === 1);
    const allowed: Allowed = {
      kinds,
      classes: [...new Set(numbers.map((kind) => features.gpuClass + this.catalogue.gpuClassOf(kind)))],
      cheapest: Math.min(...numbers.map((kind) => this.catalogue.gpuPrices[kind]!)),
      knownKinds: words.length,
    };
    if (this.gpuSets.size >= 1000) this.gpuSets.clear();
    this.gpuSets.set(name, allowed);
    return allowed;
  }
}

/** Which devices the order names or its workload is on, and what fetching costs the others. */
type Named = {
  pinned: ReadonlySet<number> | null;
  excluded: ReadonlySet<number>;
  holders: ReadonlySet<number>;
  /** Looked at before the tree, which then needs no bound for devices that fetch nothing. */
  alone: ReadonlySet<number>;
  fetching: number;
  leastFetching: number;
  /** Below which nodes a device need not fetch; null when there is none, or none that is not looked at alone. */
  holderLanes: Uint16Array | null;
};

/**
 * One literal, so that every query has the same shape: spread together from two, each had one of its own, and
 * reading them took a tenth of a search.
 */
function queryOf(request: MatchRequest, catalogue: Catalogue, gpus: Allowed | undefined, named: Named) {
  const { resources, constraints, weights, near } = request;
  const minTier = constraints.minTier ?? 0;
  const minReliability = constraints.minReliabilityBps ?? 0;
  const countries = countriesAllowed(request, catalogue);
  const at = near ? toGrid(near) : { x: 0, y: 0, z: 0 };
  const gpuLevel = levelOf(resources.gpus, gpuLevels);
  const room = gpuLevel > 0 ? sizeClasses.length + gpuLevel - 1 : sizeClassOf(resources);
  const turn = isNewcomersTurn(request.id) ? weights.established : 0;
  const vcpusWithGib = Math.min(resources.cpuMillis / 1000, resources.memoryMib / 1024 / gibPerVcpu);
  const worth = worthsOf(weights, vcpusWithGib);
  return {
    cpuMillis: resources.cpuMillis,
    memoryMib: resources.memoryMib,
    diskMib: resources.diskMib,
    gpus: resources.gpus,
    minReliability,
    run: 1 << runnables.indexOf(request.runnable),
    minGrade: constraints.minGrade ?? 0,
    attributes: attributeBits(constraints.attributes ?? []),
    /** Grades and kinds of workload are features to the last step; tiers only up to the highest level. */
    minTier,
    maxRatePerHour: request.maxRatePerHour,
    maxRttMicros: near && constraints.maxRttMs !== undefined ? constraints.maxRttMs * 1000 : Infinity,
    hasPlace: near !== undefined,
    x: at.x,
    y: at.y,
    z: at.z,
    /** Every feature that a device must have, those first that few have: most ANDs end at the first zero. */
    features: featuresWanted(request),
    /** Features of which a device must have one; none at all means that it need not. */
    classes: gpus?.classes ?? none,
    gpuKinds: gpus?.kinds ?? null,
    marks: marksWanted(request),
    /** No GPU has a kind that the order allows. */
    isHopeless: gpus !== undefined && gpus.classes.length === 0,
    cheapestGpu: gpus && Number.isFinite(gpus.cheapest) ? gpus.cheapest : 0,
    countryBits: countries && countryBits(countries),
    countries,
    vcpuColumn: priceColumn.vcpuHour + 2 * room,
    gibColumn: priceColumn.gibHour + 2 * room,
    gpuColumn: priceColumn.gpuHour + 2 * (gpuLevel - 1),
    multipleColumn: priceColumn.gpuMultiple + 2 * (gpuLevel - 1),
    /** By attribute that the order wants, what one vCPU with its GiB costs; and how many of those it has at least. */
    attributeColumns: (constraints.attributes ?? []).map(
      (attribute) => priceColumn.attribute + deviceAttributes.indexOf(attribute),
    ),
    vcpusWithGib,
    worthColumn: priceColumn.worth + 2 * room,
    lessWorth: worth.less,
    moreWorth: worth.more,
    price: weights.price,
    roundTrip: near ? weights.roundTrip : 0,
    unreliability: weights.unreliability,
    carbon: weights.carbon,
    established: turn,
    crowding: weights.crowding,
    circle: wordsOfId(request.id),
    pinned: named.pinned,
    excluded: named.excluded,
    holders: named.holders,
    alone: named.alone,
    fetching: named.fetching,
    leastFetching: named.leastFetching,
    holderLanes: named.holderLanes,
    hasSkips: named.excluded.size > 0 || named.alone.size > 0,
  };
}

/**
 * How many points of an order are those of the columns of `priceColumn.worth`: so many times the column for less,
 * and so many times that for more, which together ask of price, reliability and carbon no more than the order does.
 */
function worthsOf({ price, unreliability, carbon }: Weights, vcpus: number): { less: number; more: number } {
  const perMicro = price * vcpus;
  if (perMicro === 0) return { less: 0, more: 0 };
  const worth = Math.min(unreliability, carbon / pointsPerGram) / perMicro;
  const { less, more } = worthOfPoint;
  if (worth <= less) return { less: (perMicro * worth) / less, more: 0 };
  const share = Math.min(1, (worth - less) / (more - less));
  return { less: perMicro * (1 - share), more: perMicro * share };
}

/** In an array that grows: spreading lists together took a tenth of a near search. */
function featuresWanted({ resources, constraints, runnable }: MatchRequest): readonly number[] {
  const wanted: number[] = [];
  const reach = (first: number, amount: number, levels: readonly number[]) => {
    const level = levelOf(amount, levels);
    if (level > 0) wanted.push(first + level - 1);
  };
  reach(features.gpus, resources.gpus, gpuLevels);
  for (const attribute of constraints.attributes ?? [])
    wanted.push(features.attribute + deviceAttributes.indexOf(attribute));
  reach(features.tier, constraints.minTier ?? 0, tierLevels);
  reach(features.grade, constraints.minGrade ?? 0, gradeLevels);
  reach(features.reliability, constraints.minReliabilityBps ?? 0, reliabilityLevels);
  reach(features.memory, resources.memoryMib, memoryLevels);
  reach(features.cpu, resources.cpuMillis, cpuLevels);
  reach(features.disk, resources.diskMib, diskLevels);
  // Only devices that are online have any feature at all.
  wanted.push(features.runs + runnables.indexOf(runnable));
  return wanted;
}

function sizeClassOf({ cpuMillis, memoryMib }: { cpuMillis: number; memoryMib: number }): number {
  let size = 0;
  for (const [index, [cpu, memory]] of sizeClasses.entries())
    if (cpuMillis >= cpu && memoryMib >= memory) size = index;
  return size;
}

/** By country number, whether it is allowed; null when the order does not mind. */
function countriesAllowed({ constraints }: MatchRequest, { countries }: Catalogue): Uint8Array | null {
  const { countriesAllowed: allowed, countriesDenied: denied } = constraints;
  if (allowed === undefined && denied === undefined) return null;
  // By the order's few names, not by all that there are: one order in three names some.
  const flags = new Uint8Array(countries.words.length).fill(Number(allowed === undefined));
  const set = (names: readonly string[], flag: number) => {
    for (const name of names) {
      const number = countries.find(name);
      if (number !== undefined) flags[number] = flag;
    }
  };
  set(allowed ?? [], 1);
  set(denied ?? [], 0);
  return flags;
}

function countryBits(allowed: Uint8Array): Int32Array {
  const bits = new Int32Array(countryWords);
  for (const [country, isAllowed] of allowed.entries())
    if (isAllowed) bits[(country & 255) >> 5]! |= 1 << (country & 31);
  return bits;
}
