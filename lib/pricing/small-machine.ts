import type { Resources } from "@/lib/orders/resources";

/** Devices differ in size, so they are compared by the price of the same small machine. */
export const smallMachine: Resources = { cpuMillis: 1000, memoryMib: 1024, diskMib: 0, gpus: 0 };
