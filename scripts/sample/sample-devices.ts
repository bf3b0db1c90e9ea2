import { cellToParent, latLngToCell } from "h3-js";
import { keccak256, toHex, type Address } from "viem";
import type { deviceBenchmarks, deviceCapacity, devices } from "@/db/schema/devices";
import { pauseOf } from "@/lib/devices/device-pause";
import { areaResolution, publishedResolution } from "@/lib/place/place";

type Device = typeof devices.$inferInsert;
type SampleDevice = {
  device: Device;
  capacity: typeof deviceCapacity.$inferInsert;
  /** Most were measured, as in any market; some are too new. */
  benchmark: typeof deviceBenchmarks.$inferInsert | undefined;
};

/** Where people are, roughly, with how many of a hundred devices stand there. */
const cities: readonly (readonly [country: string, latitude: number, longitude: number, share: number])[] = [
  ["DE", 52.5, 13.4, 8],
  ["DE", 48.1, 11.6, 4],
  ["NL", 52.4, 4.9, 4],
  ["FR", 48.9, 2.4, 6],
  ["GB", 51.5, -0.1, 7],
  ["PL", 52.2, 21.0, 4],
  ["ES", 40.4, -3.7, 4],
  ["IT", 45.5, 9.2, 4],
  ["SE", 59.3, 18.1, 3],
  ["US", 40.7, -74.0, 9],
  ["US", 37.8, -122.4, 7],
  ["US", 41.9, -87.6, 5],
  ["US", 32.8, -96.8, 4],
  ["CA", 43.7, -79.4, 3],
  ["BR", -23.6, -46.6, 4],
  ["AR", -34.6, -58.4, 2],
  ["ZA", -26.2, 28.0, 2],
  ["KE", -1.3, 36.8, 1],
  ["IN", 19.1, 72.9, 5],
  ["SG", 1.3, 103.8, 4],
  ["JP", 35.7, 139.7, 5],
  ["KR", 37.6, 127.0, 2],
  ["AU", -33.9, 151.2, 2],
  ["NZ", -36.8, 174.8, 1],
];

const models = [
  { cpuModel: "AMD Ryzen 7 5700X", cores: 8, memoryMib: 32_768, gpu: undefined },
  { cpuModel: "Intel Core i5-12400", cores: 6, memoryMib: 16_384, gpu: undefined },
  { cpuModel: "Apple M2", cores: 8, memoryMib: 16_384, gpu: undefined },
  { cpuModel: "AMD EPYC 7313", cores: 32, memoryMib: 131_072, gpu: undefined },
  { cpuModel: "AMD Ryzen 9 7950X", cores: 16, memoryMib: 65_536, gpu: ["NVIDIA GeForce RTX 4090", 24_564] },
  { cpuModel: "AMD EPYC 9354", cores: 64, memoryMib: 262_144, gpu: ["NVIDIA H100 80GB HBM3", 81_559] },
] as const;

/** So many made-up devices, always the same for a seed. Four in ten belong to one operator. */
export function sampleDevices(size: {
  devices: number;
  seed: number;
  operator: Address;
  now: Date;
}): SampleDevice[] {
  const places = cities.flatMap((city) => Array.from({ length: city[3] }, () => city));
  return Array.from({ length: size.devices }, (_, index) => {
    const id = keccak256(toHex(`sample device ${size.seed} ${index}`));
    const at = (byte: number) => Number.parseInt(id.slice(2 + byte * 2, 4 + byte * 2), 16) / 256;
    const [country, latitude, longitude] = places[Math.floor(at(1) * places.length)]!;
    const [lat, lng] = [latitude + (at(2) - 0.5) * 3, longitude + (at(3) - 0.5) * 4];
    const cell = latLngToCell(lat, lng, publishedResolution);
    const model = models[Math.floor(at(4) ** 2 * models.length)]!;
    const offered = {
      cpuMillis: model.cores * 1000,
      memoryMib: model.memoryMib / 2,
      diskMib: 65_536,
      gpus: model.gpu ? 1 : 0,
    };
    const other = `0x${keccak256(toHex(`sample operator ${Math.floor(at(6) * 40)}`)).slice(-40)}` as const;
    const device: Device = {
      id,
      operator: at(5) < 0.4 ? size.operator : other,
      payout: at(5) < 0.4 ? size.operator : other,
      keyX: id,
      keyY: id,
      name: `sample ${country.toLowerCase()} ${index + 1}`,
      agentVersion: "sample",
      hardware: {
        cpuModel: model.cpuModel,
        cpuCores: model.cores,
        memoryMib: model.memoryMib,
        diskFreeMib: 200_000,
        gpus: model.gpu ? [{ model: model.gpu[0], memoryMib: model.gpu[1] }] : [],
        os: "Linux",
        arch: "x64",
      },
      drivers: [
        { runs: "wasm", grade: 2, warnings: [] },
        { runs: "javascript", grade: 2, warnings: [] },
      ],
      offered,
      grade: 2,
      reliabilityBps: 9_000 + Math.floor(at(7) * 1000),
      country,
      cell,
      // Not every operator says where a device stands.
      area: at(20) < 0.7 ? cellToParent(cell, areaResolution) : null,
      network: at(21) < 0.9 ? 1 + Math.floor(at(22) * 256) : 0,
      latE6: Math.round(lat * 1e6),
      lngE6: Math.round(lng * 1e6),
      accessRttMicros: 1000 + Math.floor(at(8) * 9000),
      vcpuHour: 4000 + Math.floor(at(9) * 12_000),
      gibHour: 800 + Math.floor(at(10) * 2400),
      gpuHour: model.gpu ? 250_000 + Math.floor(at(11) * 200_000) * (model.gpu[1] > 40_000 ? 6 : 1) : 0,
      ...fateOf(at(13), isSilent(id), size.now),
      enrolledAt: new Date(size.now.getTime() - (90 + at(12) * 200) * 86_400_000),
    };
    const { cpuMillis, memoryMib, diskMib, gpus } = offered;
    const capacity = {
      device: id,
      cpuMillisFree: cpuMillis,
      memoryMibFree: memoryMib,
      diskMibFree: diskMib,
      gpusFree: gpus,
    };
    const { cores } = model;
    const benchmark = at(14) < 0.9 && {
      device: id,
      benchmark: {
        cores,
        memoryMibPerSecond: 8_000 + Math.floor(at(15) * 12_000),
        diskMibPerSecond: 300 + Math.floor(at(16) * 2_500),
        gatewayRttMicros: 8_000 + Math.floor(at(17) * 90_000),
        cpuSinglePerSecond: 40_000_000 + Math.floor(at(18) * 30_000_000),
        cpuAllPerSecond: cores * 38_000_000,
        provenPerSecond: cores * 35_000_000,
        sampled: 8,
        at: new Date(size.now.getTime() - at(19) * 6 * 86_400_000).toISOString(),
      },
    };
    return { device, capacity, benchmark: benchmark || undefined };
  });
}

/** Told by the id alone, so that who keeps the others online need not know how they were made. */
const isSilent = (id: string) => id[19] === "0";

/** What has become of it: nearly all take leases, a few drain, are too hot, are silent or were taken out. */
function fateOf(
  lot: number,
  silent: boolean,
  now: Date,
): Pick<Device, "state" | "draining" | "pause" | "lastSeenAt"> {
  const lastSeenAt = silent ? new Date(now.getTime() - (1 + lot * 90) * 3_600_000) : now;
  if (lot < 0.03) return { draining: true, lastSeenAt };
  if (lot < 0.05) return { pause: tooHot, lastSeenAt };
  if (lot < 0.08) return { state: "retired", lastSeenAt };
  return { lastSeenAt };
}

const tooHot = pauseOf({ hours: null, temperatureMaxC: 85 }, { at: 0, temperatureC: 91 }, null);
