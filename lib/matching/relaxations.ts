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

/**
 * Every single limit that stands alone in the way of at least one device, the most helpful first. Works on a
 * decision as it is stored; `enough` comes from the excluded devices that the decision lists.
 */
export function relaxations({ constraints, excluded }: Decision): Relaxation[] {
  return constraints
    .filter(({ code, alone }) => alone > 0 && !notAWish.has(code))
    .map(({ code, alone, aloneFromRate }) => ({
      code,
      devices: alone,
      ...(aloneFromRate !== undefined && { fromRate: aloneFromRate }),
      ...enoughFor(code, excluded),
    }))
    .sort((a, b) => b.devices - a.devices || (a.code < b.code ? -1 : 1));
}

/** The fact that holds what a device has, by the limit it fails, and whether a device is nearer with more or with less of it. */
const values: Partial<Record<ReasonCode, { fact: string; nearest: "most" | "least" }>> = {
  NO_CAPACITY_PER_NODE: { fact: "free", nearest: "most" },
  PRICE_BELOW_MARKET: { fact: "asked", nearest: "least" },
  RTT_OVER_LIMIT: { fact: "rttMs", nearest: "least" },
  POLICY_GRADE: { fact: "has", nearest: "most" },
  POLICY_TIER: { fact: "has", nearest: "most" },
  POLICY_RELIABILITY: { fact: "has", nearest: "most" },
};

function enoughFor(code: ReasonCode, excluded: Decision["excluded"]): Pick<Relaxation, "enough"> {
  const rule = values[code];
  if (!rule) return {};
  const alone = excluded.flatMap(({ exclusions }) =>
    exclusions.length === 1 && exclusions[0]!.code === code ? [exclusions[0]!.facts] : [],
  );
  const nearest = alone
    .sort((a, b) => Number(a[rule.fact]) - Number(b[rule.fact]))
    .at(rule.nearest === "most" ? -1 : 0);
  if (!nearest) return {};
  const resource = nearest["resource"];
  return { enough: { ...(resource && { resource: String(resource) }), value: Number(nearest[rule.fact]) } };
}
