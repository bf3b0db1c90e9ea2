import fc from "fast-check";
import { keccak256, toHex, type Hex } from "viem";
import { deviceAttributes } from "@/lib/devices/attributes";
import { runnables, type DeviceRecord, type MatchRequest } from "@/lib/matching/match-request";

/**
 * Devices and orders for property tests. Values come from few, so that devices are often equal in
 * something, limits are met exactly, and ties happen: that is where an index goes wrong.
 */
export const hash = fc.nat(1_000_000).map((n): Hex => keccak256(toHex(n)));

const few = (...values: number[]) => fc.constantFrom(...values);
const place = fc.oneof(
  fc.constantFrom(
    { latE6: 52_520_000, lngE6: 13_405_000 },
    { latE6: 48_856_600, lngE6: 2_352_200 },
    { latE6: -33_868_800, lngE6: 151_209_300 },
  ),
  fc.record({
    latE6: fc.integer({ min: -90_000_000, max: 90_000_000 }),
    lngE6: fc.integer({ min: -180_000_000, max: 180_000_000 }),
  }),
);
const countries = ["DE", "FR", "US", "ZA"];
const models = ["H100", "RTX 4090", "RX 7900"];
const contents = ["a", "b", "c"];

export const deviceRecord: fc.Arbitrary<DeviceRecord> = fc.record({
  id: hash,
  operator: fc.constantFrom<Hex>("0x01", "0x02", "0x03"),
  state: fc.constantFrom("online", "online", "online", "draining", "offline"),
  runs: fc.subarray([...runnables]),
  grade: fc.constantFrom(0, 1, 2, 3),
  tier: few(0, 1, 2, 7),
  reliabilityBps: fc.oneof(few(0, 5_000, 9_000, 9_500, 10_000), fc.nat(10_000)),
  country: fc.constantFrom(...countries),
  network: few(0, 64_500, 64_501),
  area: fc.constantFrom(null, "841f1d5ffffffff", "841fa45ffffffff"),
  place,
  accessRttMicros: fc.oneof(few(0, 1_000, 10_000), fc.nat(20_000_000)),
  isPlaceMeasured: fc.boolean(),
  attributes: fc.oneof(
    fc.subarray(deviceAttributes.slice(0, 6)),
    fc.subarray([...deviceAttributes], { maxLength: 6 }),
  ),
  carbonGramsPerKwh: few(28, 386, 1168),
  isNewcomer: fc.boolean(),
  pendingOffers: few(0, 0, 1, 5),
  holds: fc.subarray(contents),
  gpuModel: fc.constantFrom(null, null, ...models),
  gpuMemoryMib: few(0, 8_192, 24_576, 81_920),
  prices: fc.record({
    vcpuHour: fc.oneof(few(0, 5_000, 10_000), fc.nat(1_000_000_000)),
    gibHour: fc.oneof(few(0, 1_000, 2_000), fc.nat(1_000_000_000)),
    gpuHour: fc.oneof(few(0, 500_000), fc.nat(1_000_000_000)),
  }),
  free: fc.record({
    cpuMillis: fc.oneof(few(0, 500, 1000, 8000, 64_000), fc.nat(512_000)),
    memoryMib: fc.oneof(few(0, 256, 1024, 65_536), fc.nat(4_194_304)),
    diskMib: fc.oneof(few(0, 64, 10_000), fc.nat(16_777_216)),
    gpus: few(0, 1, 2, 8, 16),
  }),
});

/** A registry with few devices in which no two have the same id. */
export const registry = (maxLength: number) =>
  fc.uniqueArray(deviceRecord, { selector: (device) => device.id, maxLength });

/** One order in so many has a limit: with all of them at once nothing would ever match. */
const seldom = <T>(wish: fc.Arbitrary<T>, among = 8) =>
  fc.oneof({ weight: among - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: wish });

/** An order that may want anything an order can want, mostly little enough to match something. */
export const matchRequest: fc.Arbitrary<MatchRequest> = fc.record(
  {
    id: hash,
    runnable: fc.constantFrom("wasm", "javascript"),
    resources: fc.record({
      cpuMillis: few(100, 100, 500, 1000, 9_000),
      memoryMib: few(16, 16, 256, 1024, 70_000),
      diskMib: few(0, 0, 64, 5_000),
      gpus: few(0, 0, 0, 0, 0, 1, 2, 8),
    }),
    constraints: fc
      .record({
        countriesAllowed: seldom(fc.subarray(countries, { minLength: 1 })),
        countriesDenied: seldom(fc.subarray(countries, { minLength: 1, maxLength: 2 })),
        minGrade: seldom(fc.constantFrom(1, 2)),
        minTier: seldom(few(1, 2)),
        minReliabilityBps: seldom(few(1, 5_000, 9_000, 9_499)),
        maxRttMs: seldom(few(20, 100, 250)),
        gpuModels: seldom(fc.subarray(models, { minLength: 1 })),
        minGpuMemoryMib: seldom(few(8_192, 20_000)),
        attributes: seldom(fc.subarray(deviceAttributes.slice(0, 6), { minLength: 1, maxLength: 2 })),
        excludedDevices: seldom(fc.array(hash, { minLength: 1, maxLength: 3 })),
        pinnedDevices: seldom(fc.array(hash, { minLength: 1, maxLength: 3 }), 30),
      })
      .map((wishes) => Object.fromEntries(Object.entries(wishes).filter(([, wish]) => wish !== undefined))),
    weights: fc.record({
      price: few(0, 1, 1000),
      roundTrip: few(0, 1, 1000),
      unreliability: few(0, 20),
      carbon: few(0, 100),
      fetching: few(0, 1_000_000),
      established: few(0, 1_000_000),
      crowding: few(0, 10_000),
    }),
    maxRatePerHour: fc.oneof(
      few(6_000, 12_000, 1_000_000),
      fc.nat(1_000_000_000_000),
      fc.nat(1_000_000_000_000),
    ),
    near: place,
    content: fc.constantFrom(...contents),
  },
  {
    requiredKeys: ["id", "runnable", "resources", "constraints", "weights", "maxRatePerHour"],
  },
);
