import { resourceNames } from "@/lib/orders/resources";
import { runnables, type MatchRequest } from "@/lib/matching/match-request";
import { accessStepMicros, wayRttMicros } from "@/lib/place/place";
import type { ReasonCode } from "@/lib/reasons";
import { slotWords, type DeviceLeaves } from "./device-leaves";
import {
  gpusOf,
  gradeOf,
  high,
  low,
  row,
  runsOf,
  signedHigh,
  signedLow,
  stateNumbers,
  stateOf,
  tierOf,
} from "./device-row";
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
    const { words } = this.leaves;
    const w = slot * slotWords;
    const kindFlags = words[w + row.gpuKindFlags]!;
    const flags = high(kindFlags);
    const state = stateOf(flags);
    let failed = Number(state === stateNumbers.offline) | (Number(state === stateNumbers.draining) << 1);
    if ((runsOf(flags) & this.runs) === 0) failed |= 1 << 2;
    if (query.pinned !== null && !query.pinned.has(slot)) failed |= 1 << 3;
    if (query.excluded.size > 0 && query.excluded.has(slot)) failed |= 1 << 4;
    const { countries } = query;
    if (countries !== null && countries[low(words[w + row.countryGpusPending]!)] !== 1) failed |= 1 << 5;
    if (gradeOf(flags) < this.minGrade) failed |= 1 << 6;
    if (tierOf(flags) < query.minTier) failed |= 1 << 7;
    if (low(words[w + row.reliabilityCarbon]!) < query.minReliability) failed |= 1 << 8;
    if (query.gpuKinds !== null && query.gpuKinds[low(kindFlags)] !== 1) failed |= 1 << 9;
    if ((words[w + row.attributes]! & this.attributes) !== this.attributes) failed |= 1 << 10;
    if (words[w + row.cpuMillis]! < query.cpuMillis) failed |= 1 << 11;
    if (words[w + row.memoryMib]! < query.memoryMib) failed |= 1 << 12;
    if (words[w + row.diskMib]! < query.diskMib) failed |= 1 << 13;
    if (gpusOf(words[w + row.countryGpusPending]!) < query.gpus) failed |= 1 << 14;
    if (rate > query.maxRatePerHour) failed |= 1 << 15;
    if (query.maxRttMicros < Infinity && this.rttMicros(slot) > query.maxRttMicros) failed |= 1 << 16;
    return failed;
  }

  /** What the order's resources cost here in micro-dollars an hour: `ratePerHourDown`. */
  ratePerHour(slot: number): number {
    const { words } = this.leaves;
    const { cpuMillis, memoryMib, gpus } = this.query;
    const w = slot * slotWords;
    return (
      Math.floor((cpuMillis * words[w + row.vcpuHour]!) / 1000) +
      Math.floor((memoryMib * words[w + row.gibHour]!) / 1024) +
      gpus * words[w + row.gpuHour]!
    );
  }

  /** What the device has of what a limit is about, for limits that are a number. */
  has(slot: number, limit: number, rate: number): number {
    const { words } = this.leaves;
    const w = slot * slotWords;
    if (limit === 6) return gradeOf(high(words[w + row.gpuKindFlags]!));
    if (limit === 7) return tierOf(high(words[w + row.gpuKindFlags]!));
    if (limit === 8) return low(words[w + row.reliabilityCarbon]!);
    if (limit === 11) return words[w + row.cpuMillis]!;
    if (limit === 12) return words[w + row.memoryMib]!;
    if (limit === 13) return words[w + row.diskMib]!;
    if (limit === 14) return gpusOf(words[w + row.countryGpusPending]!);
    return limit === 15 ? rate : Math.ceil(this.rttMicros(slot) / 1000);
  }

  private rttMicros(slot: number): number {
    const { words } = this.leaves;
    const xy = words[slot * slotWords + row.xy]!;
    const zAccess = words[slot * slotWords + row.zAccess]!;
    const dx = signedLow(xy) - this.query.x;
    const dy = signedHigh(xy) - this.query.y;
    const dz = signedLow(zAccess) - this.query.z;
    return accessStepMicros * high(zAccess) + wayRttMicros(dx * dx + dy * dy + dz * dz);
  }
}
