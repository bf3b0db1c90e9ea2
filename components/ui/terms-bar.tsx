import { clsx } from "clsx";
import type { ReactNode } from "react";

export type Term = { label: string; value: number; shown: ReactNode; hint?: string };

/** Ink, green, two greys, amber: never more than five series. */
const fills = ["fill-ink", "fill-signal", "fill-ink-3", "fill-amber", "fill-edge"];
const marks = ["bg-ink", "bg-signal", "bg-ink-3", "bg-amber", "bg-edge"];

type TermsBarProps = {
  label: string;
  terms: readonly Term[];
  /** What the full width stands for; the sum of the terms when left out. */
  whole?: number;
  /** Leaves the words to a neighbour that has them already. */
  hideLegend?: boolean;
};

/** Parts that add up, as one bar with its parts in words below. Drawn as SVG, so it needs no inline style. */
export function TermsBar({ label, terms, whole, hideLegend }: TermsBarProps) {
  const sum = sumOf(terms);
  const full = Math.max(whole ?? sum, sum, 1e-9);
  const starts = terms.map((_, index) => sumOf(terms.slice(0, index)));
  return (
    <figure className="flex flex-col gap-2">
      <svg
        role="img"
        aria-label={label}
        viewBox="0 0 1000 10"
        preserveAspectRatio="none"
        className="bg-hover h-2 w-full rounded-full"
      >
        {terms.map(({ label: name, value }, index) => {
          const width = (value / full) * 1000;
          return (
            width > 0 && (
              <rect
                key={name}
                x={(starts[index]! / full) * 1000}
                y={0}
                width={width}
                height={10}
                className={fills[index]}
              />
            )
          );
        })}
      </svg>
      {!hideLegend && (
        <figcaption className="text-13 grid gap-x-6 gap-y-1 sm:grid-cols-2">
          {terms.map(({ label: name, shown, hint }, index) => (
            <div key={name} className="flex items-baseline justify-between gap-3">
              <span data-hint={hint} className="text-ink-2 flex items-baseline gap-2">
                <span aria-hidden="true" className={clsx("size-2 shrink-0 rounded-[2px]", marks[index])} />
                {name}
              </span>
              <span>{shown}</span>
            </div>
          ))}
        </figcaption>
      )}
    </figure>
  );
}

const sumOf = (terms: readonly Term[]) => terms.reduce((total, { value }) => total + value, 0);
