import { gpusOf, halves, high, low, row, signedHigh, signedLow } from "./device-row";

/**
 * The space in which devices that are alike stand together. Each dimension is a number of 16 bits, and
 * its weight says how much a difference of one counts when a range of devices is cut in two: chosen by the
 * groups and leaves that the workloads of `bench/matching` open on orders of seed 11. Figures are published
 * for seed 12.
 */
export const kdWeights: readonly number[] = [3, 3, 3, 2.4, 3, 6, 2.4, 0.3, 0.3, 2.6, 6];

/** Logarithms are counted in thousandths of a doubling. */
const doubling = 1000;

/** GPU kinds are names; neighbouring numbers mean nothing, so they stand far apart. */
const gpuKindStep = 700;
const gpuKindPlaces = 46;

/** Writes the coordinates of the device in a row. */
export function writeCoordinates(rows: Int32Array, at: number, into: Int16Array, intoAt: number): void {
  const gpus = gpusOf(rows[at + row.countryGpusPending]!);
  into[intoAt] = signedLow(rows[at + row.xy]!);
  into[intoAt + 1] = signedHigh(rows[at + row.xy]!);
  into[intoAt + 2] = signedLow(rows[at + row.zAccess]!);
  into[intoAt + 3] = logarithm(rows[at + row.vcpuHour]!);
  into[intoAt + 4] = logarithm(rows[at + row.gibHour]!);
  into[intoAt + 5] = gpus > 0 ? logarithm(rows[at + row.gpuHour]!) : 0;
  into[intoAt + 6] = low(rows[at + row.reliabilityCarbon]!);
  into[intoAt + 7] = logarithm(rows[at + row.cpuMillis]!);
  into[intoAt + 8] = logarithm(rows[at + row.memoryMib]!);
  into[intoAt + 9] = Math.min(32_767, high(rows[at + row.reliabilityCarbon]!) * 10);
  into[intoAt + 10] = gpus > 0 ? (1 + (low(rows[at + row.gpuKindFlags]!) % gpuKindPlaces)) * gpuKindStep : 0;
}

const logarithm = (amount: number): number => Math.round(Math.log2(1 + amount) * doubling);

/** Whether two rows stand in the same place. Rows that do not are moved; all else changes where it is. */
export function isSamePlace(a: Int32Array, b: Int32Array): boolean {
  return a[row.xy] === b[row.xy] && halves(a[row.zAccess]!, 0) === halves(b[row.zAccess]!, 0);
}
