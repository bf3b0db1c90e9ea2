import type { ReasonCode } from "@/lib/reasons";
import type { ConstraintCount } from "./count-constraints";

/** Limits that are the market's state and not the customer's wish: nobody can relax them. */
const notAWish = new Set<ReasonCode>(["DEVICE_OFFLINE", "NODE_DRAINING"]);

/** Every limit which, relaxed alone, would let at least one device take the order; the most helpful first. */
export function relaxations(constraints: readonly ConstraintCount[]): ConstraintCount[] {
  return constraints
    .filter(({ code, alone }) => alone > 0 && !notAWish.has(code))
    .sort((a, b) => b.alone - a.alone || (a.code < b.code ? -1 : 1));
}
