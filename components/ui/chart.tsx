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
      table={{ heads: ["Day", "Amount"], rows: points.map((point) => [point.label, point.shown]) }}
    >
      {points.map(({ label: at, value, shown }, index) => (
        <g key={at}>
          <rect
            x={index * slot + slot * 0.15}
            y={yOf(value, top)}
            width={slot * 0.7}
            height={chartHeight - yOf(value, top)}
            className="fill-signal"
          />
          <rect x={index * slot} y={0} width={slot} height={chartHeight} data-hint={`${at}: ${shown}`} />
        </g>
      ))}
    </ChartFrame>
  );
}
