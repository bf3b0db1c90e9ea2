import { keccak256, toHex } from "viem";
import type { DeviceRecord, MatchRequest } from "@/lib/matching/match-request";
import { weightsOf } from "@/lib/matching/weights";

export const berlin = { latE6: 52_520_000, lngE6: 13_405_000 };
export const paris = { latE6: 48_856_600, lngE6: 2_352_200 };

/** A device that is online in Berlin, with room, at a fair price; its id is the hash of its name. */
export function device(name: string, more: Partial<DeviceRecord> = {}): DeviceRecord {
  return {
    id: keccak256(toHex(name)),
    operator: "0x1",
    state: "online",
    runs: ["wasm", "javascript"],
    grade: 1,
    tier: 0,
    reliabilityBps: 9_900,
    country: "DE",
    network: 0,
    area: null,
    place: berlin,
    accessRttMicros: 5_000,
    isPlaceMeasured: false,
    attributes: [],
    carbonGramsPerKwh: 381,
    isNewcomer: false,
    pendingOffers: 0,
    holds: [],
    gpuModel: null,
    gpuMemoryMib: 0,
    prices: { vcpuHour: 10_000, gibHour: 2_000, gpuHour: 0 },
    free: { cpuMillis: 4000, memoryMib: 8192, diskMib: 10_000, gpus: 0 },
    ...more,
  };
}

/** A small script, balanced, that a tenth of a dollar an hour is enough for. It is not the newcomers' turn. */
export function order(more: Partial<MatchRequest> = {}): MatchRequest {
  return {
    id: keccak256(toHex("order")),
    runnable: "javascript",
    resources: { cpuMillis: 1000, memoryMib: 1024, diskMib: 64, gpus: 0 },
    constraints: {},
    weights: weightsOf.balanced,
    maxRatePerHour: 100_000,
    ...more,
  };
}
