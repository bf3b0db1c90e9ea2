import type { ReasonCode } from "@/lib/reasons";
import type { Decision } from "./match";

/** How a limit is told in a summary: "{count} devices …". */
const phrases: Partial<Record<ReasonCode, string>> = {
  DEVICE_OFFLINE: "offline",
  NODE_DRAINING: "draining",
  WORKLOAD_NOT_OFFERED: "without this kind of workload",
  DEVICE_NOT_PINNED: "not among the pinned",
  DEVICE_EXCLUDED: "excluded by the order",
  POLICY_COUNTRY: "in other countries",
  POLICY_GRADE: "with a lower isolation grade",
  POLICY_TIER: "of a lower tier",
  POLICY_RELIABILITY: "less reliable",
  NO_GPU_MODEL: "without the GPU",
  NO_CAPACITY_PER_NODE: "without room",
  PRICE_BELOW_MARKET: "over the price limit",
  RTT_OVER_LIMIT: "too far away",
};

/** "of 12 devices, 7 are over the price limit, 5 offline": why a decision is empty, in one line. */
export function summarise({ considered, constraints }: Decision): string {
  if (considered === 0) return "no device is registered";
  const parts = constraints.map(({ code, excludes }) => `${excludes} ${phrases[code] ?? code}`);
  return `of ${considered} ${considered === 1 ? "device" : "devices"}, ${parts.join(", ")}`;
}
