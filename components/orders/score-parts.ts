import type { Ranked, Terms } from "@/lib/matching/rank";

/** One part of a score that is drawn: a term, or what is left of the smaller ones. */
export type ScorePart = { key: keyof Terms | "rest"; points: (terms: Terms) => number };

/** As many parts as a reader tells apart by colour. */
const partsMax = 5;

/**
 * Which terms of these scores are drawn apart: those that matter anywhere, the heaviest first, and the rest
 * as one. The parts of each score add up to it, so a bar of them is the whole truth.
 */
export function scoreParts(ranked: readonly Ranked[]): ScorePart[] {
  const keys = Object.keys(ranked[0]?.terms ?? {}) as (keyof Terms)[];
  const heaviest = (key: keyof Terms) => Math.max(...ranked.map(({ terms }) => terms[key]));
  const heavy = keys.filter((key) => heaviest(key) > 0).sort((a, b) => heaviest(b) - heaviest(a));
  const [apart, rest] =
    heavy.length > partsMax ? [heavy.slice(0, partsMax - 1), heavy.slice(partsMax - 1)] : [heavy, []];
  return [
    ...apart.map((key) => ({ key, points: (terms: Terms) => terms[key] })),
    ...(rest.length > 0
      ? [{ key: "rest" as const, points: (terms: Terms) => rest.reduce((sum, key) => sum + terms[key], 0) }]
      : []),
  ];
}
