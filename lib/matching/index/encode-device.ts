import { deviceAttributes } from "@/lib/devices/attributes";
import { runnables, type DeviceRecord } from "@/lib/matching/match-request";
import { pendingOffersMax } from "@/lib/matching/rank";
import { accessStepsUp } from "@/lib/place/place";
import { toGrid } from "@/lib/place/grid-place";
import type { Catalogue } from "./catalogue";
import { flag, halves, row, rowInts, stateNumbers } from "./device-row";

/**
 * A device as the index stores it, into a row of `rows` at `at`. Nothing is lost that a decision depends
 * on: no order asks for a tier above 10, and no score counts more than 255 unanswered offers.
 */
export function encodeDevice(
  catalogue: Catalogue,
  device: DeviceRecord,
  rows: Int32Array = new Int32Array(rowInts),
  at = 0,
): Int32Array {
  const { free, prices } = device;
  const { x, y, z } = toGrid(device.place);
  const kind = catalogue.gpuKindOf(
    { model: device.gpuModel, memoryMib: device.gpuMemoryMib },
    prices.gpuHour,
  );
  // A GPU of a kind that has no number any more cannot be asked for; what else the device has still can.
  const gpus = kind === undefined ? 0 : free.gpus;
  const country = catalogue.countries.numberOf(device.country);
  rows[at + row.xy] = halves(x, y);
  rows[at + row.zAccess] = halves(z, accessStepsUp(device.accessRttMicros));
  rows[at + row.cpuMillis] = free.cpuMillis;
  rows[at + row.memoryMib] = free.memoryMib;
  rows[at + row.diskMib] = free.diskMib;
  rows[at + row.vcpuHour] = prices.vcpuHour;
  rows[at + row.gibHour] = prices.gibHour;
  rows[at + row.gpuHour] = prices.gpuHour;
  rows[at + row.attributes] = attributeBits(device.attributes);
  rows[at + row.reliabilityCarbon] = halves(device.reliabilityBps, device.carbonGramsPerKwh);
  rows[at + row.gpuKindFlags] = halves(kind ?? 0, flagsOf(device));
  rows[at + row.countryGpusPending] =
    country | (gpus << 16) | (Math.min(pendingOffersMax, device.pendingOffers) << 24);
  return rows;
}

const attributeBit = new Map(deviceAttributes.map((attribute, n) => [attribute, 1 << n]));

/** One bit for each attribute. */
export function attributeBits(attributes: readonly (typeof deviceAttributes)[number][]): number {
  let bits = 0;
  for (const attribute of attributes) bits |= attributeBit.get(attribute)!;
  return bits;
}

function flagsOf({ runs, grade, tier, state, isNewcomer }: DeviceRecord): number {
  return (
    runs.reduce((bits, runnable) => bits | (1 << runnables.indexOf(runnable)), 0) |
    (grade << flag.grade) |
    (Math.min(15, tier) << flag.tier) |
    (stateNumbers[state] << flag.state) |
    (Number(isNewcomer) << flag.newcomer)
  );
}
