"use client";

import type { ReactNode } from "react";
import { Disclosure } from "./disclosure";
import { useIsAwake } from "./use-is-awake";

/** The drawing is stretched to its place: only lines that keep their width and no words stand in it. */
export const chartWidth = 1000;
export const chartHeight = 100;

type ChartFrameProps = {
  label: string;
  top: number;
  format: (value: number) => string;
  ends: readonly (string | undefined)[];
  /** How wide the place of one point is, and what each says when one points at it. */
  slot: number;
  hints: readonly string[];
  table: { heads: readonly string[]; rows: readonly (readonly string[])[] };
  children: ReactNode;
};

/** Axes around a drawing, and the same figures as a table for those who do not see it or want to read them. */
export function ChartFrame({ label, top, format, ends, slot, hints, table, children }: ChartFrameProps) {
  const awake = useIsAwake();
  return (
    <figure className="flex min-w-0 flex-col gap-2">
      <div aria-hidden="true" className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        <div className="text-12 text-ink-3 flex h-40 flex-col justify-between text-right">
          <span>{format(top)}</span>
          <span>{format(top / 2)}</span>
          <span>{format(0)}</span>
        </div>
        <svg
          viewBox={`0 0 ${chartWidth} ${chartHeight}`}
          preserveAspectRatio="none"
          className="[&_[data-hint]:hover]:fill-ink/5 h-40 w-full [&_[data-hint]]:fill-transparent"
        >
          <path
            d={`M0,0H${chartWidth}M0,${chartHeight / 2}H${chartWidth}M0,${chartHeight}H${chartWidth}`}
            vectorEffect="non-scaling-stroke"
            className="stroke-line"
          />
          {children}
          {awake &&
            hints.map((hint, index) => (
              <rect key={hint} x={slot * index} y={0} width={slot} height={chartHeight} data-hint={hint} />
            ))}
        </svg>
        <div className="text-12 text-ink-3 col-start-2 flex justify-between">
          {ends.map((end, index) => (
            <span key={index === 0 ? "first" : "last"}>{index === 0 || end !== ends[0] ? end : ""}</span>
          ))}
        </div>
      </div>
      <figcaption>
        <Disclosure label="As a table">
          <div className="max-h-80 overflow-y-auto">
            <table className="text-13 [&_tbody_tr]:border-line w-full text-left [&_tbody_tr]:border-t [&_td,&_th]:py-1 [&_td,&_th]:pr-4 [&_th]:font-normal">
              <caption className="sr-only">{label}</caption>
              <thead>
                <tr className="text-12 text-ink-3">
                  {table.heads.map((head) => (
                    <th key={head} scope="col">
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {(awake ? table.rows : []).map(([first, ...rest]) => (
                  <tr key={first}>
                    <th scope="row">{first}</th>
                    {rest.map((cell, index) => (
                      <td key={table.heads[index + 1]}>{cell}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Disclosure>
      </figcaption>
    </figure>
  );
}

/** Where a value stands between the foot of a drawing and its top. */
export const yOf = (value: number, top: number): number =>
  chartHeight - (top > 0 ? (value / top) * chartHeight : 0);

/** The next round figure whose half is as easy to read, so that an axis is not much taller than what stands on it. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value)!;
}
