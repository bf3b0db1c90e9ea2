import { reasons, type ReasonCode } from "@/lib/reasons";

const perfectBps = 10_000;

/** A device without a history is neither trusted nor punished: it starts here and earns or loses from it. */
export const startingReliabilityBps = 9_500;

/** A lease weighs so little less than the one after it: what a device did a few hundred leases ago is forgotten. */
const memoryLeases = 100;

/**
 * A device's reliability in basis points, after a lease on it ended for a reason: the share of leases that it
 * kept, as an exponentially weighted mean. One that it completed brings it 1/100 of the way to 10,000, one that
 * it broke (`hurtsDevice`) 1/100 of the way to 0; every other end says nothing of the device. Steps are rounded
 * up, so that 10,000 and 0 are reached.
 */
export function reliabilityAfter(reliabilityBps: number, reason: ReasonCode): number {
  if (reasons[reason].hurtsDevice) return reliabilityBps - stepUp(reliabilityBps);
  if (reason === "COMPLETED") return reliabilityBps + stepUp(perfectBps - reliabilityBps);
  return reliabilityBps;
}

const stepUp = (distanceBps: number) => Math.ceil(distanceBps / memoryLeases);
