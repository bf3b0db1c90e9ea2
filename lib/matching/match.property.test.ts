import fc from "fast-check";
import { keccak256, toHex, type Hex } from "viem";
import { expect, test } from "vitest";
import { match } from "./match";
import type { DeviceRecord, MatchRequest } from "./match-request";

const hash = fc.nat(1_000_000).map((n): Hex => keccak256(toHex(n)));
const place = fc.record({
  latE6: fc.integer({ min: -90_000_000, max: 90_000_000 }),
  lngE6: fc.integer({ min: -180_000_000, max: 180_000_000 }),
});
const few = (...values: number[]) => fc.constantFrom(...values);

const devices: fc.Arbitrary<DeviceRecord[]> = fc.uniqueArray(
  fc.record({
    id: hash,
    operator: hash,
    state: fc.constantFrom("online", "online", "draining", "offline"),
    runs: fc.subarray(["wasm", "javascript", "python", "container"] as const),
    grade: fc.constantFrom(0, 1, 2, 3),
    tier: few(0, 1, 2),
    reliabilityBps: few(5_000, 9_000, 10_000),
    country: fc.constantFrom("DE", "FR", "US"),
    place,
    accessRttMicros: few(1_000, 10_000),
    gpuModel: fc.constantFrom(null, "H100", "RTX 4090"),
    gpuMemoryMib: few(0, 24_576, 81_920),
    prices: fc.record({ vcpuHour: few(5_000, 10_000), gibHour: few(1_000, 2_000), gpuHour: few(0, 500_000) }),
    free: fc.record({
      cpuMillis: few(500, 1000, 8000),
      memoryMib: few(256, 1024, 65_536),
      diskMib: few(0, 64),
      gpus: few(0, 1),
    }),
  }),
  { selector: (device) => device.id, maxLength: 12 },
);

const request: fc.Arbitrary<MatchRequest> = fc.record({
  id: hash,
  runnable: fc.constantFrom("wasm", "javascript"),
  resources: fc.record({
    cpuMillis: few(500, 1000),
    memoryMib: few(256, 1024),
    diskMib: few(0, 64),
    gpus: few(0, 1),
  }),
  constraints: fc.record(
    {
      countriesAllowed: fc.constantFrom(["DE"], ["DE", "FR"]),
      minGrade: fc.constantFrom(1, 2),
      minReliabilityBps: few(9_000),
      maxRttMs: few(20, 100),
      gpuModels: fc.constant(["H100"]),
    },
    { requiredKeys: [] },
  ),
  weights: fc.record({ price: few(0, 1, 10), roundTrip: few(0, 1), unreliability: few(0, 20) }),
  maxRatePerHour: few(6_000, 12_000, 1_000_000),
  near: place,
});

test("every device is either ranked or has a reason, never both", () => {
  fc.assert(
    fc.property(request, devices, (order, registry) => {
      const { ranked, excluded, considered, feasible } = match(order, registry, 100);
      const seen = [...ranked.map((r) => r.device), ...excluded.map((e) => e.device)];
      expect(new Set(seen)).toEqual(new Set(registry.map((d) => d.id)));
      expect(seen.length).toBe(considered);
      expect(ranked.length).toBe(feasible);
      expect(excluded.every((e) => e.exclusions.length > 0)).toBe(true);
    }),
  );
});

test("the answer does not depend on the order in which devices are read", () => {
  fc.assert(
    fc.property(request, devices, (order, registry) => {
      expect(match(order, registry.toReversed()).ranked).toEqual(match(order, registry).ranked);
    }),
  );
});

test("nobody who could take the order has fewer points than the chosen one", () => {
  fc.assert(
    fc.property(request, devices, (order, registry) => {
      const scores = match(order, registry, 100).ranked.map((r) => r.score);
      expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    }),
  );
});

test("no chosen device costs more than the order allows", () => {
  fc.assert(
    fc.property(request, devices, (order, registry) =>
      match(order, registry, 100).ranked.every((r) => r.ratePerHour <= order.maxRatePerHour),
    ),
  );
});

test("equals take turns: over many orders each of two equal devices wins a fair share", () => {
  const twin = (id: Hex): DeviceRecord => ({
    id,
    operator: id,
    state: "online",
    runs: ["wasm"],
    grade: 1,
    tier: 0,
    reliabilityBps: 10_000,
    country: "DE",
    place: { latE6: 0, lngE6: 0 },
    accessRttMicros: 0,
    gpuModel: null,
    gpuMemoryMib: 0,
    prices: { vcpuHour: 1, gibHour: 1, gpuHour: 1 },
    free: { cpuMillis: 1000, memoryMib: 1000, diskMib: 0, gpus: 0 },
  });
  // Opposite on the circle, so that each owns half of all hashes.
  const pair = [twin(`0x2${"0".repeat(63)}`), twin(`0xa${"0".repeat(63)}`)];
  const wins = Array.from(
    { length: 400 },
    (_, i) =>
      match(
        {
          id: keccak256(toHex(i)),
          runnable: "wasm",
          resources: { cpuMillis: 1, memoryMib: 1, diskMib: 0, gpus: 0 },
          constraints: {},
          weights: { price: 1, roundTrip: 1, unreliability: 1 },
          maxRatePerHour: 10,
        },
        pair,
      ).ranked[0]!.device,
  ).filter((winner) => winner === pair[0]!.id).length;
  expect(wins).toBeGreaterThan(150);
  expect(wins).toBeLessThan(250);
});
