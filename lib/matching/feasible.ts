import { resourceNames, type Resources } from "@/lib/orders/resources";
import { estimateRttMicros } from "@/lib/place/place";
import { ratePerHourDown } from "@/lib/pricing/rate";
import type { ReasonCode, ReasonFacts } from "@/lib/reasons";
import type { DeviceRecord, MatchRequest } from "./match-request";

/** One limit that one device does not meet. */
export type Exclusion = { code: ReasonCode; facts: ReasonFacts };

type Check = (request: MatchRequest, device: DeviceRecord) => Exclusion | false | undefined;

const lacks =
  (resource: keyof Resources): Check =>
  ({ resources }, { free }) =>
    resources[resource] > free[resource] && {
      code: "NO_CAPACITY_PER_NODE",
      facts: { resource: resourceNames[resource], wanted: resources[resource], free: free[resource] },
    };

/** Every hard limit, in the order in which people are told. A device is feasible when none of them speaks. */
const checks: readonly Check[] = [
  (_, { state }) => state === "offline" && { code: "DEVICE_OFFLINE", facts: {} },
  (_, { state }) => state === "draining" && { code: "NODE_DRAINING", facts: {} },
  ({ runnable }, { runs }) =>
    !runs.includes(runnable) && { code: "WORKLOAD_NOT_OFFERED", facts: { kind: runnable } },
  ({ constraints: { pinnedDevices } }, { id }) =>
    pinnedDevices && !pinnedDevices.includes(id) && { code: "DEVICE_NOT_PINNED", facts: {} },
  ({ constraints: { excludedDevices } }, { id }) =>
    excludedDevices?.includes(id) && { code: "DEVICE_EXCLUDED", facts: {} },
  ({ constraints }, { country }) =>
    ((constraints.countriesAllowed && !constraints.countriesAllowed.includes(country)) ||
      constraints.countriesDenied?.includes(country)) && { code: "POLICY_COUNTRY", facts: { country } },
  ({ constraints: { minGrade } }, { grade }) =>
    minGrade !== undefined &&
    grade < minGrade && { code: "POLICY_GRADE", facts: { has: grade, wanted: minGrade } },
  ({ constraints: { minTier } }, { tier }) =>
    minTier !== undefined && tier < minTier && { code: "POLICY_TIER", facts: { has: tier, wanted: minTier } },
  ({ constraints: { minReliabilityBps: wanted } }, { reliabilityBps: has }) =>
    wanted !== undefined && has < wanted && { code: "POLICY_RELIABILITY", facts: { has, wanted } },
  ({ constraints: { gpuModels, minGpuMemoryMib } }, { gpuModel, gpuMemoryMib }) =>
    ((gpuModels && !(gpuModel && gpuModels.includes(gpuModel))) ||
      (minGpuMemoryMib !== undefined && gpuMemoryMib < minGpuMemoryMib)) && {
      code: "NO_GPU_MODEL",
      facts: {
        wanted: [gpuModels?.join(" or "), minGpuMemoryMib && `${minGpuMemoryMib} MiB`]
          .filter(Boolean)
          .join(" with "),
        has: gpuModel ? `${gpuModel} with ${gpuMemoryMib} MiB` : "none",
      },
    },
  ({ constraints: { attributes } }, device) => {
    const missing = attributes?.filter((attribute) => !device.attributes.includes(attribute));
    return !!missing?.length && { code: "POLICY_ATTRIBUTES", facts: { missing: missing.join(" and no ") } };
  },
  // Each resource is a limit of its own: an order may ask for less of one and keep the others.
  lacks("cpuMillis"),
  lacks("memoryMib"),
  lacks("diskMib"),
  lacks("gpus"),
  ({ resources, maxRatePerHour: allowed }, { prices }) => {
    const asked = ratePerHourDown(resources, prices);
    return asked > allowed && { code: "PRICE_BELOW_MARKET", facts: { asked, allowed } };
  },
  (request, device) => {
    const limit = request.constraints.maxRttMs;
    const rttMicros = roundTripMicros(request, device);
    return (
      limit !== undefined &&
      rttMicros > limit * 1000 && {
        code: "RTT_OVER_LIMIT",
        facts: { rttMs: Math.ceil(rttMicros / 1000), allowedMs: limit },
      }
    );
  },
];

/** Every limit that the device does not meet; empty when it could take the order. */
export function exclusions(request: MatchRequest, device: DeviceRecord): Exclusion[] {
  return checks
    .map((check) => check(request, device))
    .filter((exclusion): exclusion is Exclusion => !!exclusion);
}

/** Microseconds of round trip to the order's place; 0 for an order that names none, so that it does not decide. */
export function roundTripMicros({ near }: MatchRequest, device: DeviceRecord): number {
  return near ? estimateRttMicros(near, device.place, device.accessRttMicros) : 0;
}
