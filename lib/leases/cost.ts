import { amountDown } from "@/lib/chain/roundings";
import { startedSecondsUp } from "@/lib/time/duration";

/** The most that a lease under these terms can cost: what is reserved of the balance when it begins. */
export function ceilingDown(terms: { maxTotal: bigint; maxSeconds: number }, ratePerHour: bigint): bigint {
  return min(terms.maxTotal, amountDown(ratePerHour, BigInt(terms.maxSeconds)));
}

/**
 * Seconds a lease is billed for. The device says how long the workload ran on its monotonic clock; what
 * the gateway saw pass since it accepted is the limit, and so is the order's own.
 */
export function billedSecondsUp(run: { deviceMs: number; observedMs: number; maxSeconds: number }): number {
  return Math.min(run.maxSeconds, startedSecondsUp(Math.min(run.deviceMs, run.observedMs)));
}

const min = (a: bigint, b: bigint) => (a < b ? a : b);
