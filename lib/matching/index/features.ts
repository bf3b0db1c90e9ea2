import { deviceAttributes } from "@/lib/devices/attributes";
import { runnables } from "@/lib/matching/match-request";
import {
  cpuLevels,
  diskLevels,
  gpuLevels,
  gradeLevels,
  memoryLevels,
  reliabilityLevels,
  sizeClasses,
  tierLevels,
} from "./levels";

/**
 * A feature is something that a device has or has not: it is online, it runs containers, it has 8 vCPU
 * free. The index keeps one bit of each feature for every device and for every node above, so that all
 * that an order needs for certain is one AND over a few words. Each constant is the first number of its kind.
 */
export const features = {
  online: 0,
  runs: 1,
  grade: 5,
  tier: 8,
  cpu: 11,
  memory: 19,
  disk: 27,
  reliability: 29,
  gpus: 35,
  gpuClass: 39,
  attribute: 63,
  newcomer: 87,
} as const;

export const featureCount = 88;

/** GPU models beyond this many share a feature: it may then let too much through, never too little. */
export const gpuClasses = features.attribute - features.gpuClass;

/** The lists that features are numbered by, and how many numbers are kept for each. */
const numbered: readonly [name: string, list: readonly unknown[], places: number][] = [
  ["kinds of workload", runnables, features.grade - features.runs],
  ["grades", gradeLevels, features.tier - features.grade],
  ["tiers", tierLevels, features.cpu - features.tier],
  ["CPU levels", cpuLevels, features.memory - features.cpu],
  ["memory levels", memoryLevels, features.disk - features.memory],
  ["disk levels", diskLevels, features.reliability - features.disk],
  ["reliability levels", reliabilityLevels, features.gpus - features.reliability],
  ["GPU levels", gpuLevels, features.gpuClass - features.gpus],
  ["attributes", deviceAttributes, features.newcomer - features.attribute],
];
// While the module loads: a list that has outgrown its numbers would give its last entries those of the next.
for (const [name, list, places] of numbered)
  if (list.length > places)
    throw new Error(
      `${list.length} ${name} do not fit the ${places} features kept for them: see features.ts.`,
    );

/** All that gives bits and columns of the index their meaning: what was laid out under other words means something else. */
export const layoutWords = [Object.values(features), sizeClasses, ...numbered.map(([, list]) => list)].join(
  " ",
);
