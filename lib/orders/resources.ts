import { z } from "zod";

/** Resources in whole units. */
export type Resources = {
  /** Thousandths of a vCPU. */
  cpuMillis: number;
  memoryMib: number;
  diskMib: number;
  gpus: number;
};

/** What a workload needs or a device offers: never nothing. */
export const resourcesSchema = z.object({
  cpuMillis: z.int().min(100).max(512_000).default(1000),
  memoryMib: z.int().min(16).max(4_194_304).default(256),
  diskMib: z.int().min(0).max(16_777_216).default(64),
  gpus: z.int().min(0).max(16).default(0),
});

/** How much there is of each, none included and any number of devices together: what is free, what a place offers. */
export const resourceAmountsSchema = z.object({
  cpuMillis: z.int().min(0),
  memoryMib: z.int().min(0),
  diskMib: z.int().min(0),
  gpus: z.int().min(0),
});

/** Resource names as people read them, in the order in which they are shown. */
export const resourceNames = {
  cpuMillis: "milli-vCPU",
  memoryMib: "MiB of memory",
  diskMib: "MiB of disk",
  gpus: "GPUs",
} as const satisfies Record<keyof Resources, string>;

export function addResources(a: Resources | undefined, b: Resources): Resources {
  if (!a) return b;
  return {
    cpuMillis: a.cpuMillis + b.cpuMillis,
    memoryMib: a.memoryMib + b.memoryMib,
    diskMib: a.diskMib + b.diskMib,
    gpus: a.gpus + b.gpus,
  };
}

/** What is left of `a`. The caller knows that there is so much. */
export function subtractResources(a: Resources, b: Resources): Resources {
  return {
    cpuMillis: a.cpuMillis - b.cpuMillis,
    memoryMib: a.memoryMib - b.memoryMib,
    diskMib: a.diskMib - b.diskMib,
    gpus: a.gpus - b.gpus,
  };
}
