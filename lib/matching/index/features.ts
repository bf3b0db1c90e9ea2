import { deviceAttributes } from "@/lib/devices/attributes";
import {
  cpuLevels,
  diskLevels,
  gpuLevels,
  gradeLevels,
  memoryLevels,
  reliabilityLevels,
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

/** Throws while the module loads if the lists that features are numbered by have outgrown their numbers. */
const room: readonly [name: string, entries: number, places: number][] = [
  ["grades", gradeLevels.length, features.tier - features.grade],
  ["tiers", tierLevels.length, features.cpu - features.tier],
  ["CPU levels", cpuLevels.length, features.memory - features.cpu],
  ["memory levels", memoryLevels.length, features.disk - features.memory],
  ["disk levels", diskLevels.length, features.reliability - features.disk],
  ["reliability levels", reliabilityLevels.length, features.gpus - features.reliability],
  ["GPU levels", gpuLevels.length, features.gpuClass - features.gpus],
  ["attributes", deviceAttributes.length, features.newcomer - features.attribute],
];
for (const [name, entries, places] of room)
  if (entries > places)
    throw new Error(`${entries} ${name} do not fit the ${places} features kept for them: see features.ts.`);
