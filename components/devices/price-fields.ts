import { parseUsd } from "@/lib/money/usd6";
import type { Prices } from "@/lib/pricing/rate";

/** What a device asks a price for. */
export const priceFields = [
  { key: "vcpuHour", label: "One vCPU" },
  { key: "gibHour", label: "One GiB of memory" },
  { key: "gpuHour", label: "One GPU" },
] as const satisfies readonly { key: keyof Prices; label: string }[];

const priceMax = 1_000_000_000n;
export const priceRange = "From $0 to $1,000, at most six decimals.";

/** Micro-dollars an hour out of what somebody typed; undefined for what is no price. */
export function readPrice(text: string): bigint | undefined {
  const amount = parseUsd(text);
  return amount !== undefined && amount <= priceMax ? amount : undefined;
}
