import type { ReasonCode } from "@/lib/reasons";

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
    "RECLAIMED_SPOT",
    "PREEMPTED_GRID",
  ],
};
