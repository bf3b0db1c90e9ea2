import { deviceAttributes } from "@/lib/devices/attributes";
import { runnables, type MatchRequest } from "@/lib/matching/match-request";
import { gpusOf, gradeOf, low, row, runsOf, stateNumbers, stateOf, tierOf } from "./device-row";
import { levelOf } from "./levels";

/**
 * The marks of a device: one word that says roughly what it has. Whoever meets devices one at a time, in the
 * order of their places or of their ids, reads this word from beside the place or the id and looks at the
 * device itself, which stands elsewhere in memory, only if all marks that the order wants are there.
 */
const levels = {
  gpus: [1, 4],
  cpu: [4000, 8000, 16_000, 32_000],
  memory: [4096, 8192, 16_384, 65_536],
  reliability: [9000, 9500, 9800],
  grade: [2, 3],
  tier: [1, 2, 3],
} as const;

/** The first bit of each kind. */
const mark = {
  online: 0,
  container: 1,
  gpus: 2,
  cpu: 4,
  memory: 8,
  reliability: 12,
  grade: 15,
  tier: 17,
  attributes: 20,
} as const;

/** Two attributes share a bit: it may let too much through, never too little. */
const attributeMarks = 12;
const attributeMask = (1 << attributeMarks) - 1;

const containerRun = 1 << runnables.indexOf("container");

/** Marks of the device in a row. One that is not online has none, for no order wants it. */
export function marksOf(rows: Int32Array, at: number): number {
  const flags = rows[at + row.gpuKindFlags]! >>> 16;
  if (stateOf(flags) !== stateNumbers.online) return 0;
  const attributes = rows[at + row.attributes]!;
  return (
    (1 << mark.online) |
    (Number((runsOf(flags) & containerRun) !== 0) << mark.container) |
    reached("gpus", gpusOf(rows[at + row.countryGpusPending]!)) |
    reached("cpu", rows[at + row.cpuMillis]!) |
    reached("memory", rows[at + row.memoryMib]!) |
    reached("reliability", low(rows[at + row.reliabilityCarbon]!)) |
    reached("grade", gradeOf(flags)) |
    reached("tier", tierOf(flags)) |
    (((attributes | (attributes >>> attributeMarks)) & attributeMask) << mark.attributes)
  );
}

/** Marks that every device has that can take the order. */
export function marksWanted({ runnable, resources, constraints }: MatchRequest): number {
  const attributes = (constraints.attributes ?? []).reduce(
    (bits, attribute) => bits | (1 << (deviceAttributes.indexOf(attribute) % attributeMarks)),
    0,
  );
  return (
    (1 << mark.online) |
    (Number(runnable === "container") << mark.container) |
    reached("gpus", resources.gpus) |
    reached("cpu", resources.cpuMillis) |
    reached("memory", resources.memoryMib) |
    reached("reliability", constraints.minReliabilityBps ?? 0) |
    reached("grade", constraints.minGrade ?? 0) |
    reached("tier", constraints.minTier ?? 0) |
    (attributes << mark.attributes)
  );
}

/** A bit for each level that an amount reaches. */
function reached(kind: keyof typeof levels, amount: number): number {
  return ((1 << levelOf(amount, levels[kind])) - 1) << mark[kind];
}
