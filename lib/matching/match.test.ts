import { keccak256, toHex } from "viem";
import { expect, test } from "vitest";
import { summarise } from "./explain";
import { match } from "./match";
import type { DeviceRecord, MatchRequest } from "./match-request";
import { berlin, device, order, paris } from "./testing/samples";
import { isNewcomersTurn, weightsOf } from "./weights";

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

test("✅ greenest: the cleaner grid wins, though it costs more", () => {
  const clean = device("clean", {
    carbonGramsPerKwh: 28,
    prices: { vcpuHour: 20_000, gibHour: 2_000, gpuHour: 0 },
  });
  const { ranked } = match(order({ weights: weightsOf.greenest }), [device("coal"), clean]);
  expect(ranked[0]!.device).toBe(clean.id);
});

test("✅ between equals, one that holds the image already wins", () => {
  const warm = device("warm", { holds: ["image"] });
  const { ranked } = match(order({ content: "image" }), [device("cold"), warm]);
  expect(ranked.map(({ device, terms }) => [device, terms.fetching])).toEqual([
    [warm.id, 0],
    [device("cold").id, weightsOf.balanced.fetching],
  ]);
});

test("✅ a newcomer wins when it is the newcomers' turn, and only then", () => {
  const newcomer = device("newcomer", { isNewcomer: true, reliabilityBps: 9_500 });
  const winnerOf = (salt: number) => {
    const request = order({ id: keccak256(toHex(salt)) });
    const { ranked } = match(request, [device("established"), newcomer]);
    return { turn: isNewcomersTurn(request.id), won: ranked[0]!.device === newcomer.id };
  };
  const outcomes = Array.from({ length: 400 }, (_, salt) => winnerOf(salt));
  expect(outcomes.every(({ turn, won }) => turn === won)).toBe(true);
  expect(outcomes.filter(({ won }) => won).length).toBeGreaterThan(8);
});

test("✅ an equal device without unanswered offers goes first, so that similar orders spread", () => {
  const busy = device("busy", { pendingOffers: 1 });
  expect(match(order(), [busy, device("idle")]).ranked[0]!.device).toBe(device("idle").id);
});

test("a round trip says whether it rests on measurements", () => {
  const { ranked } = match(order({ near: berlin }), [
    device("claimed"),
    device("measured", { isPlaceMeasured: true }),
  ]);
  expect(new Map(ranked.map((r) => [r.device, r.isRttMeasured]))).toEqual(
    new Map([
      [device("claimed").id, false],
      [device("measured").id, true],
    ]),
  );
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
  [
    "without an attribute",
    { attributes: ["ecc"] },
    { constraints: { attributes: ["ecc", "kyc"] } },
    "POLICY_ATTRIBUTES",
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
