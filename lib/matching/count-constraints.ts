import type { Hex } from "viem";
import type { ReasonCode, ReasonFacts } from "@/lib/reasons";
import type { Exclusion } from "./feasible";

/** How one limit stands in the way, over all devices that were looked at. */
export type ConstraintCount = {
  code: ReasonCode;
  /** Which resource is short, where the limit is room. */
  resource?: string;
  /** Devices that do not meet it. */
  excludes: number;
  /** Devices that fail only this one: what would be gained if it were relaxed. */
  alone: number;
  /** The lowest rate among those, in micro-dollars an hour. */
  aloneFromRate?: number;
  /** What the nearest of those has, for limits that are a number: the value to relax to. */
  aloneNearest?: number;
};

/** A device that cannot take an order, with each limit it fails. */
export type Miss = { device: Hex; exclusions: Exclusion[]; ratePerHour: number };

/** The fact that holds what a device has, by the limit it fails, and whether more or less of it is nearer. */
const values: Partial<Record<ReasonCode, { fact: string; nearest: "most" | "least" }>> = {
  NO_CAPACITY_PER_NODE: { fact: "free", nearest: "most" },
  PRICE_BELOW_MARKET: { fact: "asked", nearest: "least" },
  RTT_OVER_LIMIT: { fact: "rttMs", nearest: "least" },
  POLICY_GRADE: { fact: "has", nearest: "most" },
  POLICY_TIER: { fact: "has", nearest: "most" },
  POLICY_RELIABILITY: { fact: "has", nearest: "most" },
};

/** Each limit with how many devices fail it, and fail it alone; the most excluding first. */
export function countConstraints(misses: Iterable<Miss>): ConstraintCount[] {
  const counts = new Map<string, ConstraintCount>();
  for (const { exclusions, ratePerHour } of misses) {
    for (const { code, facts } of exclusions) {
      const count = countOf(counts, code, facts);
      count.excludes += 1;
      if (exclusions.length === 1) addAlone(count, facts, ratePerHour);
    }
  }
  return [...counts.values()].sort(compareCounts);
}

function countOf(counts: Map<string, ConstraintCount>, code: ReasonCode, facts: ReasonFacts) {
  const resource = facts["resource"];
  const key = `${code} ${resource ?? ""}`;
  const count = counts.get(key) ?? {
    code,
    ...(resource && { resource: String(resource) }),
    excludes: 0,
    alone: 0,
  };
  counts.set(key, count);
  return count;
}

function addAlone(count: ConstraintCount, facts: ReasonFacts, ratePerHour: number): void {
  count.alone += 1;
  count.aloneFromRate = Math.min(count.aloneFromRate ?? Infinity, ratePerHour);
  const rule = values[count.code];
  if (!rule) return;
  const value = Number(facts[rule.fact]);
  const nearer = rule.nearest === "most" ? Math.max : Math.min;
  count.aloneNearest = nearer(count.aloneNearest ?? value, value);
}

/** Most excluding first; the order of equals is that of their names. */
export function compareCounts(a: ConstraintCount, b: ConstraintCount): number {
  const name = (count: ConstraintCount) => `${count.code} ${count.resource ?? ""}`;
  return b.excludes - a.excludes || (name(a) < name(b) ? -1 : 1);
}
