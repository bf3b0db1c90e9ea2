import type { ReasonCode } from "@/lib/reasons";
import type { Decision } from "./match";

/** One limit which, relaxed alone, would let devices take the order. */
export type Relaxation = {
  code: ReasonCode;
  /** Devices that would match then. */
  devices: number;
  /** The lowest rate among them, in micro-dollars an hour. */
  fromRate?: number;
  /** What the nearest of those devices has, for limits that are a number: the value to relax to. */
  enough?: { resource?: string; value: number };
};

/** Limits that are the market's state and not the customer's wish: nobody can relax them. */
const notAWish = new Set<ReasonCode>(["DEVICE_OFFLINE", "NODE_DRAINING"]);

/** Every single limit that stands alone in the way of at least one device, the most helpful first. */
export function relaxations({ constraints }: Pick<Decision, "constraints">): Relaxation[] {
  return constraints
    .filter(({ code, alone }) => alone > 0 && !notAWish.has(code))
    .map(({ code, resource, alone, aloneFromRate, aloneNearest }) => ({
      code,
      devices: alone,
      ...(aloneFromRate !== undefined && { fromRate: aloneFromRate }),
      ...(aloneNearest !== undefined && { enough: { ...(resource && { resource }), value: aloneNearest } }),
    }))
    .sort((a, b) => b.devices - a.devices || (a.code < b.code ? -1 : 1));
}
