"use client";

import dynamic from "next/dynamic";
import { Skeleton } from "./skeleton";

export type ChartPoint = { label: string; value: number; shown: string };
export type BarChartProps = {
  label: string;
  points: readonly ChartPoint[];
  /** How the axis writes a value. */ format: (value: number) => string;
};

/** The drawing is large code and is loaded when a chart comes into a page; its place is kept until then. */
const Bars = dynamic(() => import("./chart-bars"), {
  ssr: false,
  loading: () => <Skeleton className="h-48 w-full" />,
});

/** Amounts over time as bars. The same figures stand in a table for those who do not see the drawing. */
export function BarChart(props: BarChartProps) {
  return (
    <figure className="min-w-0">
      <div aria-hidden="true" className="h-48">
        <Bars {...props} />
      </div>
      <figcaption className="sr-only">
        <table>
          <caption>{props.label}</caption>
          <tbody>
            {props.points.map(({ label, shown }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{shown}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </figcaption>
    </figure>
  );
}
