import { resourceNames } from "@/lib/orders/resources";
import { runnables, type MatchRequest } from "@/lib/matching/match-request";
import { accessStepMicros, wayRttMicros } from "@/lib/place/place";
import type { ReasonCode } from "@/lib/reasons";
import { byteAt, halfAt, leafBytes, leafHalves, leafWords, wordAt, type DeviceLeaves } from "./device-leaves";
import { gradeOf, runsOf, stateNumbers, stateOf, tierOf } from "./device-row";
import { attributeBits } from "./encode-device";
import type { Query } from "./query";

/** A limit as people are told of it, and which way of what a device has is nearer, where that is a number. */
export type Limit = { code: ReasonCode; resource?: string; nearest?: "most" | "least" };

/** Every limit in the order of `checks` in feasible.ts; a device's misses are bits by place in this list. */
export const limits: readonly Limit[] = [
  { code: "DEVICE_OFFLINE" },
  { code: "NODE_DRAINING" },
  { code: "WORKLOAD_NOT_OFFERED" },
  { code: "DEVICE_NOT_PINNED" },
  { code: "DEVICE_EXCLUDED" },
  { code: "POLICY_COUNTRY" },
  { code: "POLICY_GRADE", nearest: "most" },
  { code: "POLICY_TIER", nearest: "most" },
  { code: "POLICY_RELIABILITY", nearest: "most" },
  { code: "NO_GPU_MODEL" },
  { code: "POLICY_ATTRIBUTES" },
  { code: "NO_CAPACITY_PER_NODE", resource: resourceNames.cpuMillis, nearest: "most" },
  { code: "NO_CAPACITY_PER_NODE", resource: resourceNames.memoryMib, nearest: "most" },
  { code: "NO_CAPACITY_PER_NODE", resource: resourceNames.diskMib, nearest: "most" },
  { code: "NO_CAPACITY_PER_NODE", resource: resourceNames.gpus, nearest: "most" },
  { code: "PRICE_BELOW_MARKET", nearest: "least" },
  { code: "RTT_OVER_LIMIT", nearest: "least" },
];

/** Asks devices of an index for every limit of one order, as `exclusions` asks a record. */
export class LimitCheck {
  private readonly attributes: number;
  private readonly runs: number;
  private readonly minGrade: number;

  constructor(
    private readonly leaves: DeviceLeaves,
    private readonly query: Query,
    { constraints, runnable }: MatchRequest,
  ) {
    this.attributes = attributeBits(constraints.attributes ?? []);
    this.runs = 1 << runnables.indexOf(runnable);
    this.minGrade = constraints.minGrade ?? 0;
  }

  /** One bit for each limit that the device in a slot fails; 0 when it could take the order. */
  failed(slot: number, rate: number): number {
    const { query } = this;
    const { words, halves, bytes } = this.leaves;
    const w = (slot >>> 5) * leafWords + (slot & 31);
    const h = (slot >>> 5) * leafHalves + (slot & 31);
    const b = (slot >>> 5) * leafBytes + (slot & 31);
    const flags = halves[h + halfAt.flags]!;
    const state = stateOf(flags);
    let failed = Number(state === stateNumbers.offline) | (Number(state === stateNumbers.draining) << 1);
    if ((runsOf(flags) & this.runs) === 0) failed |= 1 << 2;
    if (query.pinned !== null && !query.pinned.has(slot)) failed |= 1 << 3;
    if (query.excluded.size > 0 && query.excluded.has(slot)) failed |= 1 << 4;
    if (query.countries !== null && query.countries[halves[h + halfAt.country]!] !== 1) failed |= 1 << 5;
    if (gradeOf(flags) < this.minGrade) failed |= 1 << 6;
    if (tierOf(flags) < query.minTier) failed |= 1 << 7;
    if (halves[h + halfAt.reliability]! < query.minReliability) failed |= 1 << 8;
    if (query.gpuKinds !== null && query.gpuKinds[halves[h + halfAt.gpuKind]!] !== 1) failed |= 1 << 9;
    if ((words[w + wordAt.attributes]! & this.attributes) !== this.attributes) failed |= 1 << 10;
    if (words[w + wordAt.cpuMillis]! < query.cpuMillis) failed |= 1 << 11;
    if (words[w + wordAt.memoryMib]! < query.memoryMib) failed |= 1 << 12;
    if (words[w + wordAt.diskMib]! < query.diskMib) failed |= 1 << 13;
    if (bytes[b + byteAt.gpus]! < query.gpus) failed |= 1 << 14;
    if (rate > query.maxRatePerHour) failed |= 1 << 15;
    if (query.maxRttMicros < Infinity && this.rttMicros(slot) > query.maxRttMicros) failed |= 1 << 16;
    return failed;
  }

  /** What the order's resources cost here in micro-dollars an hour: `ratePerHourDown`. */
  ratePerHour(slot: number): number {
    const { words } = this.leaves;
    const { cpuMillis, memoryMib, gpus } = this.query;
    const w = (slot >>> 5) * leafWords + (slot & 31);
    return (
      Math.floor((cpuMillis * words[w + wordAt.vcpuHour]!) / 1000) +
      Math.floor((memoryMib * words[w + wordAt.gibHour]!) / 1024) +
      gpus * words[w + wordAt.gpuHour]!
    );
  }

  /** What the device has of what a limit is about, for limits that are a number. */
  has(slot: number, limit: number, rate: number): number {
    const { words, halves, bytes } = this.leaves;
    const w = (slot >>> 5) * leafWords + (slot & 31);
    const h = (slot >>> 5) * leafHalves + (slot & 31);
    if (limit === 6) return gradeOf(halves[h + halfAt.flags]!);
    if (limit === 7) return tierOf(halves[h + halfAt.flags]!);
    if (limit === 8) return halves[h + halfAt.reliability]!;
    if (limit === 11) return words[w + wordAt.cpuMillis]!;
    if (limit === 12) return words[w + wordAt.memoryMib]!;
    if (limit === 13) return words[w + wordAt.diskMib]!;
    if (limit === 14) return bytes[(slot >>> 5) * leafBytes + byteAt.gpus + (slot & 31)]!;
    return limit === 15 ? rate : Math.ceil(this.rttMicros(slot) / 1000);
  }

  private rttMicros(slot: number): number {
    const { halves, signed } = this.leaves;
    const h = (slot >>> 5) * leafHalves + (slot & 31);
    const dx = signed[h + halfAt.x]! - this.query.x;
    const dy = signed[h + halfAt.y]! - this.query.y;
    const dz = signed[h + halfAt.z]! - this.query.z;
    return accessStepMicros * halves[h + halfAt.access]! + wayRttMicros(dx * dx + dy * dy + dz * dz);
  }
}
