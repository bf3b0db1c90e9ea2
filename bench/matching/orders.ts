import { deviceAttributes } from "@/lib/devices/attributes";
import type { MatchRequest } from "@/lib/matching/match-request";
import { noWeights as nothing } from "@/lib/matching/weights";
import { timezoneCities } from "@/lib/place/timezone-place";
import { Random } from "./random";
import { contents, randomId } from "./world";

const europe = [
  "DE",
  "FR",
  "NL",
  "BE",
  "PL",
  "ES",
  "PT",
  "IT",
  "AT",
  "CZ",
  "DK",
  "SE",
  "FI",
  "IE",
  "GR",
  "HU",
  "RO",
  "BG",
  "HR",
  "LT",
  "LV",
  "EE",
];
const northAmerica = ["US", "CA", "MX"];

type More = Partial<Omit<MatchRequest, "resources">> & { cores?: number; memoryGib?: number; gpus?: number };

function order(
  random: Random,
  { cores = random.of([1, 1, 2, 4, 8]), memoryGib = random.of([1, 2, 4, 8, 16]), gpus = 0, ...more }: More,
): MatchRequest {
  const { place } = random.of(timezoneCities);
  const jitter = () => Math.round(random.normal() * 500_000);
  return {
    id: randomId(random),
    runnable: "container",
    resources: { cpuMillis: cores * 1000, memoryMib: memoryGib * 1024, diskMib: 1024, gpus },
    constraints: {},
    weights: nothing,
    maxRatePerHour: 1_000_000_000_000,
    near: { latE6: place.latE6 + jitter(), lngE6: Math.max(-180e6, Math.min(180e6, place.lngE6 + jitter())) },
    ...more,
  };
}

/** A bit of everything, as customers would: a third with GPUs, regions, limits, and all weights at random. */
function mixed(random: Random): MatchRequest {
  const gpus = random.chance(0.3) ? random.of([1, 1, 1, 2, 4]) : 0;
  const regions = random.chance(0.3)
    ? random.of([
        { countriesAllowed: europe },
        { countriesAllowed: northAmerica },
        { countriesDenied: ["US", "IN"] },
      ])
    : {};
  const cores = random.of([1, 1, 2, 2, 4, 8, 16]);
  return order(random, {
    cores,
    memoryGib: cores * random.of([1, 2, 4]),
    gpus,
    constraints: {
      ...regions,
      ...(gpus > 0 && { minGpuMemoryMib: random.of([8, 12, 16, 24, 48]) * 1024 }),
      ...(random.chance(0.4) && { minReliabilityBps: random.of([8000, 9000, 9500, 9800]) }),
      ...(random.chance(0.3) && { attributes: [random.of(deviceAttributes)] }),
      ...(random.chance(0.5) && { maxRttMs: random.of([20, 50, 100]) }),
    },
    maxRatePerHour: random.chance(0.5)
      ? Math.round(cores * 30_000 * (0.5 + random.share()) + gpus * 700_000 * random.share())
      : 1_000_000_000_000,
    weights: {
      price: Math.ceil(random.exponential() * 1000),
      roundTrip: Math.ceil(random.exponential() * 500),
      unreliability: Math.ceil(random.exponential() * 20_000),
      carbon: Math.ceil(random.exponential() * 50_000),
      fetching: random.of([0, 2_000_000]),
      established: 1_000_000,
      crowding: 1_000_000,
    },
    content: random.of(contents),
  });
}

const southernOcean = { latE6: -60_000_000, lngE6: -120_000_000 };

/** The workloads by name: each makes one order. MATCHING.md of the design, section B1, says why each is there. */
export const workloads: Record<string, (random: Random) => MatchRequest> = {
  near: (random) => order(random, { weights: { ...nothing, roundTrip: 1 } }),
  mix: mixed,
  price: (random) =>
    order(random, {
      weights: { ...nothing, price: 1 },
      ...(random.chance(0.5) && { gpus: 1, constraints: { minGpuMemoryMib: 24 * 1024 } }),
    }),
  priceSel: (random) =>
    order(random, {
      cores: 32,
      memoryGib: 128,
      weights: { ...nothing, price: 1 },
      constraints: { minReliabilityBps: 9800, attributes: [random.of(["sev", "tdx"] as const), "kyc"] },
    }),
  rare: (random) =>
    order(random, {
      gpus: 4,
      constraints: { minGpuMemoryMib: 141 * 1024 },
      weights: { ...nothing, roundTrip: 1 },
    }),
  rareFar: (random) =>
    order(random, {
      gpus: 8,
      near: southernOcean,
      constraints: { gpuModels: ["B200"] },
      weights: { ...nothing, roundTrip: 1 },
    }),
  infMarg: (random) =>
    order(random, {
      gpus: 1,
      constraints: { gpuModels: ["GTX 1660"], minGpuMemoryMib: 80 * 1024 },
      weights: { ...nothing, price: 1 },
    }),
  infConj: (random) =>
    order(random, {
      cores: 64,
      gpus: 8,
      constraints: { gpuModels: ["RTX 3060"], attributes: ["datacentre", "tdx"] },
      weights: { ...nothing, price: 1 },
    }),
  tailPrice: (random) =>
    order(random, {
      cores: 4,
      memoryGib: 8,
      maxRatePerHour: Math.round(4 * 9000 * 0.22 + 8 * 2000 * 0.22),
      weights: { ...nothing, roundTrip: 1 },
    }),
  rep: (random) => order(random, { weights: { ...nothing, unreliability: 1_000_000, roundTrip: 1 } }),
  carbon: (random) => order(random, { weights: { ...nothing, carbon: 1_000_000, price: 1 } }),
  ties: (random) => order(random, {}),
  sparseTies: (random) => order(random, { constraints: { attributes: ["firecracker", "sgx"], minTier: 3 } }),
  pair: (random) =>
    order(random, {
      constraints: {
        attributes: [
          random.of(["rdma", "avx-512", "ecc"] as const),
          random.of(["iso-27001", "soc-2", "green-power"] as const),
        ],
        minReliabilityBps: 9950,
      },
      weights: { ...nothing, roundTrip: 1 },
    }),
};

/** The first so many orders of a workload. Another seed gives orders that nothing was tuned on. */
export function ordersOf(name: string, count: number, seed: number): MatchRequest[] {
  const random = new Random(seed);
  const make = workloads[name];
  if (!make)
    throw new Error(`There is no workload "${name}"; there are ${Object.keys(workloads).join(", ")}.`);
  return Array.from({ length: count }, () => make(random));
}
