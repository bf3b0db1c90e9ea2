import type { DeviceSummary } from "@/lib/api/devices";
import type { Resources } from "@/lib/orders/resources";

/** What the devices that are online offer together, and what of it is free. */
export function capacityOf(devices: readonly DeviceSummary[]): { offered: Resources; free: Resources } {
  const online = devices.filter(({ presence }) => presence === "online");
  return {
    offered: sum(online.map((device) => device.offered)),
    free: sum(online.map((device) => device.free)),
  };
}

const none: Resources = { cpuMillis: 0, memoryMib: 0, diskMib: 0, gpus: 0 };

const sum = (parts: readonly Resources[]): Resources =>
  parts.reduce(
    (total, part) => ({
      cpuMillis: total.cpuMillis + part.cpuMillis,
      memoryMib: total.memoryMib + part.memoryMib,
      diskMib: total.diskMib + part.diskMib,
      gpus: total.gpus + part.gpus,
    }),
    none,
  );
