import type { Hex } from "viem";
import type { Exclusion } from "@/lib/matching/feasible";
import type { Ranked, Terms } from "@/lib/matching/rank";
import type { ReasonCode, ReasonFacts } from "@/lib/reasons";

/** What the decision of one order says of one device. */
export type OrderSeen = {
  at: Date;
  /** Whoever came first; null when nobody could take the order. */
  best: Ranked | null;
  /** Its place among those that were told; null when it was not among the first few, or excluded. */
  mine: Ranked | null;
  exclusions: readonly Exclusion[] | null;
};

/** An order that another device took, and what this one lacked. */
export type LostOrder = {
  at: string;
  /** Micro-dollars an hour. */
  bestRate: number;
  rate: number;
  /** In which part of the score it was most behind. */
  behindIn: keyof Terms;
};

/** Why a device had the leases that it had. */
export type LostOrders = {
  orders: number;
  won: number;
  /** Placed behind another, among the first few. */
  outranked: number;
  /** It could not take them. */
  excluded: number;
  /** Neither among the first few nor told apart: far behind, or one of very many. */
  unlisted: number;
  /** The newest that it lost to another by a score that is known. */
  lost: LostOrder[];
  /** For what it was excluded, the most frequent first, each with the facts of the newest. */
  reasons: { code: ReasonCode; orders: number; facts: ReasonFacts }[];
};

const lostMax = 8;

/** Counts and sorts what decisions, the newest first, say of a device. */
export function summariseOrders(device: Hex, seen: readonly OrderSeen[]): LostOrders {
  const isWon = ({ best }: OrderSeen) => best?.device === device;
  const outranked = seen.filter((order) => order.mine !== null && !isWon(order));
  const excluded = seen.filter(({ exclusions }) => exclusions !== null);
  const won = seen.filter(isWon).length;
  return {
    orders: seen.length,
    won,
    outranked: outranked.length,
    excluded: excluded.length,
    unlisted: seen.length - won - outranked.length - excluded.length,
    lost: outranked.slice(0, lostMax).map(lostOrder),
    reasons: countReasons(excluded),
  };
}

function lostOrder({ at, best, mine }: OrderSeen): LostOrder {
  return {
    at: at.toISOString(),
    bestRate: best!.ratePerHour,
    rate: mine!.ratePerHour,
    behindIn: mostBehind(mine!.terms, best!.terms),
  };
}

/** The term in which it has most points more. Fewer points are better. */
function mostBehind(mine: Terms, best: Terms): keyof Terms {
  const terms = Object.keys(mine) as (keyof Terms)[];
  return terms.reduce((worst, term) => (mine[term] - best[term] > mine[worst] - best[worst] ? term : worst));
}

function countReasons(excluded: readonly OrderSeen[]): LostOrders["reasons"] {
  const counted = new Map<ReasonCode, { code: ReasonCode; orders: number; facts: ReasonFacts }>();
  for (const { exclusions } of excluded)
    for (const { code, facts } of exclusions ?? []) {
      const known = counted.get(code);
      if (known) known.orders += 1;
      else counted.set(code, { code, orders: 1, facts });
    }
  return [...counted.values()].sort((a, b) => b.orders - a.orders);
}
