import { keccak256, toHex } from "viem";
import { expect, test } from "vitest";
import { summarise } from "./explain";
import { match } from "./match";
import type { DeviceRecord, MatchRequest } from "./match-request";
import { weightsOf } from "./weights";

const berlin = { latE6: 52_520_000, lngE6: 13_405_000 };
const paris = { latE6: 48_856_600, lngE6: 2_352_200 };

function device(name: string, more: Partial<DeviceRecord> = {}): DeviceRecord {
  return {
    id: keccak256(toHex(name)),
    operator: "0x1",
    state: "online",
    runs: ["wasm", "javascript"],
    grade: 1,
    tier: 0,
    reliabilityBps: 9_900,
    country: "DE",
    place: berlin,
    accessRttMicros: 5_000,
    gpuModel: null,
    gpuMemoryMib: 0,
    prices: { vcpuHour: 10_000, gibHour: 2_000, gpuHour: 0 },
    free: { cpuMillis: 4000, memoryMib: 8192, diskMib: 10_000, gpus: 0 },
    ...more,
  };
}

function order(more: Partial<MatchRequest> = {}): MatchRequest {
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

test("✅ cheapest: the lower rate wins", () => {
  const dear = device("dear");
  const cheap = device("cheap", { prices: { vcpuHour: 9_000, gibHour: 2_000, gpuHour: 0 } });
  expect(match(order({ weights: weightsOf.cheapest }), [dear, cheap]).ranked.map((r) => r.device)).toEqual([
    cheap.id,
    dear.id,
  ]);
});

test("✅ nearest: the shorter round trip wins, though it costs more", () => {
  const near = device("near", { prices: { vcpuHour: 20_000, gibHour: 2_000, gpuHour: 0 } });
  const far = device("far", { place: paris, country: "FR" });
  const { ranked } = match(order({ weights: weightsOf.nearest, near: berlin }), [far, near]);
  expect(ranked[0]).toMatchObject({ device: near.id, rttMicros: 5_000 });
});

test("the terms add up to the score", () => {
  const [best] = match(order({ near: paris }), [device("a")]).ranked;
  expect(best!.terms.price + best!.terms.roundTrip + best!.terms.unreliability).toBe(best!.score);
});

test.each<[string, Partial<DeviceRecord>, Partial<MatchRequest>, string]>([
  ["offline", { state: "offline" }, {}, "DEVICE_OFFLINE"],
  ["draining", { state: "draining" }, {}, "NODE_DRAINING"],
  ["another kind", { runs: ["container"] }, {}, "WORKLOAD_NOT_OFFERED"],
  ["not pinned", {}, { constraints: { pinnedDevices: [keccak256("0x99")] } }, "DEVICE_NOT_PINNED"],
  ["a country not allowed", {}, { constraints: { countriesAllowed: ["FR"] } }, "POLICY_COUNTRY"],
  ["a country denied", {}, { constraints: { countriesDenied: ["DE"] } }, "POLICY_COUNTRY"],
  ["a low grade", {}, { constraints: { minGrade: 2 } }, "POLICY_GRADE"],
  ["a low tier", {}, { constraints: { minTier: 1 } }, "POLICY_TIER"],
  ["unreliable", {}, { constraints: { minReliabilityBps: 9_950 } }, "POLICY_RELIABILITY"],
  ["no such GPU", {}, { constraints: { gpuModels: ["H100"] } }, "NO_GPU_MODEL"],
  [
    "too little memory",
    { free: { cpuMillis: 4000, memoryMib: 512, diskMib: 99, gpus: 0 } },
    {},
    "NO_CAPACITY_PER_NODE",
  ],
  ["too dear", {}, { maxRatePerHour: 11_999 }, "PRICE_BELOW_MARKET"],
  ["too far", { place: paris }, { near: berlin, constraints: { maxRttMs: 10 } }, "RTT_OVER_LIMIT"],
])("❌ %s", (_, about, wish, code) => {
  const { ranked, excluded } = match(order(wish), [device("one", about)]);
  expect(ranked).toEqual([]);
  expect(excluded[0]!.exclusions.map((exclusion) => exclusion.code)).toEqual([code]);
});

test("a price limit met exactly is met", () =>
  expect(match(order({ maxRatePerHour: 12_000 }), [device("one")]).feasible).toBe(1));

test("what a single relaxation frees is counted, with its lowest rate", () => {
  const devices = [
    device("far and dear", { country: "FR", prices: { vcpuHour: 500_000, gibHour: 0, gpuHour: 0 } }),
    device("far", { country: "FR" }),
    device("far and cheap", { country: "FR", prices: { vcpuHour: 7_000, gibHour: 0, gpuHour: 0 } }),
  ];
  const decision = match(order({ constraints: { countriesAllowed: ["DE"] } }), devices);
  expect(decision.constraints).toEqual([
    { code: "POLICY_COUNTRY", excludes: 3, alone: 2, aloneFromRate: 7_000 },
    { code: "PRICE_BELOW_MARKET", excludes: 1, alone: 0 },
  ]);
  expect(summarise(decision)).toBe("of 3 devices, 3 in other countries, 1 over the price limit");
});

test("an empty registry says so", () =>
  expect(summarise(match(order(), []))).toBe("no device is registered"));
