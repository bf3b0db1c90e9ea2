import { ChartFrame, chartHeight, chartWidth, roundUp, yOf } from "./chart-frame";

export type ChartPoint = { label: string; value: number; shown: string };
type BarChartProps = {
  label: string;
  points: readonly ChartPoint[];
  /** How the axis writes a value. */ format: (value: number) => string;
};

/** Amounts over time as bars. */
export function BarChart({ label, points, format }: BarChartProps) {
  const top = roundUp(Math.max(...points.map(({ value }) => value), 0));
  const slot = chartWidth / Math.max(points.length, 8);
  return (
    <ChartFrame
      label={label}
      top={top}
      format={format}
      ends={[points[0]?.label, points.at(-1)?.label]}
      slot={slot}
      hints={points.map(({ label: at, shown }) => `${at}: ${shown}`)}
      table={{ heads: ["Day", "Amount"], rows: points.map((point) => [point.label, point.shown]) }}
    >
      <path
        className="fill-signal"
        d={points.map(({ value }, index) => bar(index * slot, yOf(value, top), slot)).join("")}
      />
    </ChartFrame>
  );
}

/** From its upper left corner to the foot and back; a little of the slot stays free on both sides. */
const bar = (x: number, y: number, slot: number): string =>
  `M${(x + slot * 0.15).toFixed(1)},${y.toFixed(1)}h${(slot * 0.7).toFixed(1)}V${chartHeight}h${(-slot * 0.7).toFixed(1)}z`;
