import type { ReasonCode } from "@/lib/reasons";
import type { LeaseState } from "./lease";

/** The reasons that a device may give for refusing a lease, and for how a workload ended on it. */
export const deviceReasons: Readonly<Record<"refused" | "ended", readonly ReasonCode[]>> = {
  refused: [
    "NODE_REFUSED",
    "NODE_DRAINING",
    "OUTSIDE_HOURS",
    "DEVICE_HOT",
    "DEVICE_MEASURING",
    "DEVICE_SLOWED",
    "SANDBOX_FAILED",
    "WORKLOAD_NOT_WASM",
    "WORKLOAD_UNSUPPORTED",
    "SCRIPT_SYNTAX",
    "WORKLOAD_MISSING",
    "SEAL_WRONG",
    "IMAGE_NOT_FOUND",
    "IMAGE_PULL_TIMEOUT",
    "REGISTRY_AUTH",
  ],
  ended: [
    "COMPLETED",
    "EXIT_NONZERO",
    "OOM_KILLED",
    "DISK_FULL",
    "DEADLINE",
    "OUT_OF_FUEL",
    "STACK_DEPTH",
    "OUTPUT_LIMIT",
    "HOST_CALL_LIMIT",
    "WORKLOAD_TRAPPED",
    "SANDBOX_FAILED",
    "NODE_DRAINING",
    "CONTACT_LOST",
  ],
};

/**
 * The reason under which the end of a lease is recorded that a device ended with `said`. Its word alone excuses
 * nobody: one that was cut off was silent as any other, unless gateways were away; one that is stopped breaks
 * the lease that it has accepted.
 */
export function recordedReason(
  said: ReasonCode,
  { state, wasGatewayAway }: { state: LeaseState; wasGatewayAway: boolean },
): ReasonCode {
  if (said === "CONTACT_LOST" && !wasGatewayAway) return "HEARTBEAT_LOST";
  if (said === "NODE_DRAINING" && state !== "offered") return "DEVICE_STOPPED";
  return said;
}
