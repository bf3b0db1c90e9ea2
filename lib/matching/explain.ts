import { resourceNames } from "@/lib/orders/resources";
import type { ReasonCode } from "@/lib/reasons";
import type { ConstraintCount } from "./count-constraints";
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
  POLICY_ATTRIBUTES: "without what it must have",
  NO_GPU_MODEL: "without the GPU",
  PRICE_BELOW_MARKET: "over the price limit",
  RTT_OVER_LIMIT: "too far away",
};

const rooms: Record<string, string> = {
  [resourceNames.cpuMillis]: "without room for its vCPU",
  [resourceNames.memoryMib]: "without room for its memory",
  [resourceNames.diskMib]: "without room for its disk",
  [resourceNames.gpus]: "without room for its GPUs",
};

/** "of 12 devices, 7 are over the price limit, 5 offline": why a decision is empty, in one line; or only that it is. */
export function summarise({ considered, isCounted, constraints }: Decision): string {
  if (considered === 0) return "no device is registered";
  if (!isCounted)
    return considered === 1
      ? "the only device cannot take it now"
      : `none of ${considered} devices can take it now`;
  const parts = constraints.map((count) => `${count.excludes} ${phraseOf(count)}`);
  return `of ${considered} ${considered === 1 ? "device" : "devices"}, ${parts.join(", ")}`;
}

const phraseOf = ({ code, resource }: ConstraintCount): string =>
  (resource === undefined ? phrases[code] : rooms[resource]) ?? code;
