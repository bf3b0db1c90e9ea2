import type { Resources } from "@/lib/orders/resources";

/** A machine as people compare them: so much of each resource, and which GPU. */
export type MachineShape = {
  resources: Resources;
  /** A part of its name that no other model has, and its memory in GiB. */
  gpu?: { model: string; memoryGib: number };
};

/** "4 vCPU and 16 GiB", "H100 80 GiB with 4 vCPU and 16 GiB". */
export function shapeName({ resources, gpu }: MachineShape): string {
  const host = `${resources.cpuMillis / 1000} vCPU and ${resources.memoryMib / 1024} GiB`;
  return gpu ? `${gpu.model} ${gpu.memoryGib} GiB with ${host}` : host;
}
