import type { Hex } from "viem";
import type { DeviceAttribute } from "@/lib/devices/attributes";
import { deviceAttributes } from "@/lib/devices/attributes";
import type { DeviceRecord } from "@/lib/matching/match-request";
import type { IsolationGrade } from "@/lib/orders/spec";
import { carbonGramsPerKwh } from "@/lib/place/grid-carbon";
import { timezoneCities } from "@/lib/place/timezone-place";
import { Random } from "./random";

/**
 * A registry that nobody has yet: devices around the cities of the time zone table, in the proportions of
 * consumer hardware, with prices, reliability and occupancy as skewed as in markets that exist. Synthetic:
 * weights tuned on it have to be tuned again on the real one.
 */
type Gpu = { model: string; memoryMib: number; hour: number };

const consumerGpus: readonly Gpu[] = [
  ["GTX 1660", 6, 40_000],
  ["RTX 2060", 6, 50_000],
  ["RTX 2080 Ti", 11, 80_000],
  ["RTX 3060", 12, 70_000],
  ["RTX 3070", 8, 90_000],
  ["RTX 3080", 10, 120_000],
  ["RTX 3090", 24, 180_000],
  ["RTX 4060", 8, 90_000],
  ["RTX 4070", 12, 140_000],
  ["RTX 4080", 16, 210_000],
  ["RTX 4090", 24, 340_000],
  ["RTX 5090", 32, 550_000],
  ["RX 6800", 16, 80_000],
  ["RX 7900 XTX", 24, 170_000],
].map(gpu);
const serverGpus: readonly Gpu[] = [
  ["Tesla T4", 16, 150_000],
  ["A10", 24, 300_000],
  ["L4", 24, 350_000],
  ["A40", 48, 400_000],
  ["L40S", 48, 800_000],
  ["A100", 80, 1_200_000],
].map(gpu);
const rareGpus: readonly Gpu[] = [
  ["H100", 80, 2_000_000],
  ["H200", 141, 3_000_000],
  ["B200", 192, 5_000_000],
  ["MI300X", 192, 2_500_000],
].map(gpu);

function gpu([model, gib, hour]: (string | number)[]): Gpu {
  return { model: String(model), memoryMib: Number(gib) * 1024, hour: Number(hour) };
}

type Machine = { cores: number; memoryGib: number; gpus: number; gpu: Gpu | null; cheapness: number };

const attributeShares: Partial<Record<DeviceAttribute, number>> = {
  "x86-64": 0.8,
  ipv4: 0.6,
  ipv6: 0.4,
  unmetered: 0.3,
  kvm: 0.25,
  gvisor: 0.2,
  residential: 0.7,
};

export const contents = Array.from({ length: 50 }, (_, n) => `image-${n}`);

/** Every device of a world of this size, one at a time. */
export function* world(count: number, seed = 1): Generator<DeviceRecord> {
  const random = new Random(seed);
  const cities = timezoneCities.map((city) => ({ ...city, weight: random.exponential() ** 2 }));
  const total = cities.reduce((sum, { weight }) => sum + weight, 0);
  for (let n = 0; n < count; n++) yield device(random, pick(random, cities, total));
}

type City = (typeof timezoneCities)[number] & { weight: number };

function pick(random: Random, cities: readonly City[], total: number): City {
  let left = random.share() * total;
  return cities.find(({ weight }) => (left -= weight) < 0) ?? cities[0]!;
}

function device(random: Random, { country, place, weight }: City): DeviceRecord {
  const machine = machineOf(random);
  const { cores, memoryGib, gpus } = machine;
  const isServer = cores >= 32;
  const level = machine.cheapness * Math.exp(random.normal() * 0.35) * (0.7 + (weight % 0.6));
  const around = () => Math.exp(random.normal() * 0.1);
  // Most live in the city, some around it, a tenth anywhere in the country.
  const spread = random.chance(0.6) ? 0.15 : random.chance(0.75) ? 0.8 : 3;
  const isNewcomer = random.chance(0.15);
  const idleShare = random.chance(0.4) ? 1 : random.share();
  return {
    id: idOf(random),
    operator: "0x01",
    state: random.chance(0.93) ? "online" : "offline",
    runs: random.chance(0.8) ? ["wasm", "javascript", "python", "container"] : ["wasm", "javascript"],
    grade: (isServer ? random.between(2, 3) : random.between(0, 2)) as IsolationGrade,
    tier: random.chance(0.6) ? 0 : random.between(1, 3),
    reliabilityBps: isNewcomer
      ? 5000
      : Math.max(0, 10_000 - Math.round(random.exponential() * (isServer ? 100 : 600))),
    country,
    network: random.between(1, 60_000),
    area: null,
    place: {
      latE6: Math.max(
        -89_000_000,
        Math.min(89_000_000, place.latE6 + Math.round(random.normal() * spread * 1e6)),
      ),
      lngE6: Math.max(
        -180_000_000,
        Math.min(180_000_000, place.lngE6 + Math.round(random.normal() * spread * 1e6)),
      ),
    },
    accessRttMicros: Math.round((isServer ? 500 : 3000) + random.exponential() * (isServer ? 500 : 6000)),
    isPlaceMeasured: random.chance(0.5),
    attributes: deviceAttributes.filter((name) =>
      name === "datacentre" ? isServer : random.chance(attributeShares[name] ?? (isServer ? 0.3 : 0.05)),
    ),
    carbonGramsPerKwh: carbonGramsPerKwh(country),
    isNewcomer,
    pendingOffers: random.chance(0.02) ? 1 : 0,
    holds: random.chance(0.05) ? [contents[Math.floor(random.share() ** 3 * contents.length)]!] : [],
    gpuModel: machine.gpu?.model ?? null,
    gpuMemoryMib: machine.gpu?.memoryMib ?? 0,
    prices: {
      vcpuHour: Math.round(9000 * level * around()),
      gibHour: Math.round(2000 * level * around()),
      gpuHour: Math.round((machine.gpu?.hour ?? 0) * level * around()),
    },
    free: {
      cpuMillis: Math.round(cores * 1000 * idleShare),
      memoryMib: Math.round(memoryGib * 1024 * idleShare),
      diskMib: Math.round(random.between(10, isServer ? 4000 : 500) * 1024 * idleShare),
      gpus: Math.round(gpus * idleShare),
    },
  };
}

function machineOf(random: Random): Machine {
  const kind = random.share();
  const none = { gpus: 0, gpu: null };
  if (kind < 0.55)
    return { cores: random.of([2, 4, 4, 8]), memoryGib: random.of([4, 8, 8, 16]), ...none, cheapness: 0.7 };
  if (kind < 0.85) {
    const graphics = random.chance(0.4) ? { gpus: 1, gpu: random.of(consumerGpus) } : none;
    return {
      cores: random.of([6, 8, 12, 16, 24]),
      memoryGib: random.of([16, 32, 32, 64]),
      ...graphics,
      cheapness: 0.9,
    };
  }
  if (kind < 0.95)
    return {
      cores: random.of([4, 8, 16]),
      memoryGib: random.of([16, 32, 64]),
      gpus: random.between(2, 8),
      gpu: random.of(consumerGpus),
      cheapness: 0.8,
    };
  if (kind < 0.9955)
    return {
      cores: random.of([32, 64, 96, 128]),
      memoryGib: random.of([128, 256, 512, 1024]),
      ...none,
      cheapness: 1.2,
    };
  if (kind < 0.9999)
    return {
      cores: random.of([64, 96, 128]),
      memoryGib: random.of([256, 512, 1024]),
      gpus: random.of([4, 8]),
      gpu: random.of(serverGpus),
      cheapness: 1.3,
    };
  return { cores: 128, memoryGib: 2048, gpus: 8, gpu: random.of(rareGpus), cheapness: 1.4 };
}

function idOf(random: Random): Hex {
  let id = "0x";
  for (let word = 0; word < 8; word++) id += random.word().toString(16).padStart(8, "0");
  return id as Hex;
}

export const randomId = idOf;
