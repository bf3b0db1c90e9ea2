import { z } from "zod";
import type { Resources } from "@/lib/orders/resources";

/** A device's posted prices: micro-dollars for one hour of one vCPU, one GiB of memory, one GPU. Whole numbers. */
export type Prices = { vcpuHour: number; gibHour: number; gpuHour: number };

const price = z.int().min(0).max(1_000_000_000);
export const pricesSchema = z.object({ vcpuHour: price, gibHour: price, gpuHour: price });

/**
 * What these resources cost for one hour on a device with these prices, in micro-dollars, each part
 * rounded down. Plain numbers on purpose: the engine computes it for millions of devices, and the
 * largest value (512 vCPU at 1,000 $/h in thousandths) stays below 2^53.
 */
export function ratePerHourDown(resources: Resources, prices: Prices): number {
  return (
    Math.floor((resources.cpuMillis * prices.vcpuHour) / 1000) +
    Math.floor((resources.memoryMib * prices.gibHour) / 1024) +
    resources.gpus * prices.gpuHour
  );
}
