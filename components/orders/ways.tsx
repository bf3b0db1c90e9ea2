"use client";

import { Button } from "@/components/ui/button";
import type { ConstraintCount } from "@/lib/matching/count-constraints";
import { relaxations } from "@/lib/matching/relaxations";
import { shortUsdDown } from "@/lib/money/usd6";
import type { Draft } from "./draft";
import { relaxed, type Relaxed } from "./relaxed";

type Way = Relaxed & { count: ConstraintCount };

/** Each single limit that keeps devices out, and what to do about it. */
export function waysOf(constraints: readonly ConstraintCount[]): Way[] {
  return relaxations(constraints).flatMap((count) => {
    const way = relaxed(count);
    return way ? [{ ...way, count }] : [];
  });
}

/** What relaxing a limit would bring, one press away. */
export function Ways({ ways, onRelax }: { ways: readonly Way[]; onRelax: (change: Partial<Draft>) => void }) {
  return (
    <ul className="mt-3 flex flex-col gap-2">
      {ways.map(({ count, label, press }) => (
        <li key={label} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <span className="text-ink">
            {label}: {promise(count)}
          </span>
          {press && (
            <Button size="s" onClick={() => onRelax(press.change)}>
              {press.label}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

const promise = ({ alone, aloneFromRate }: ConstraintCount) =>
  `${alone} ${alone === 1 ? "device" : "devices"}${aloneFromRate === undefined ? "" : `, from $${shortUsdDown(BigInt(aloneFromRate))}/h`}`;
