import { ChartFrame, chartWidth, roundUp, yOf } from "./chart-frame";

export type BandPoint = { label: string; low: number; middle: number; high: number };
type BandChartProps = {
  label: string;
  /** What low, middle and high are called. */
  names: readonly [low: string, middle: string, high: string];
  points: readonly BandPoint[];
  format: (value: number) => string;
  /** Where time is known to the day or to the minute. */
  timeHead: string;
};

/** A middle and the band around it over time. One point alone is a dash. */
export function BandChart({ label, names, points, format, timeHead }: BandChartProps) {
  const top = roundUp(Math.max(...points.map(({ high }) => high), 0));
  const slot = chartWidth / Math.max(points.length, 1);
  const xOf = (index: number) => slot * (index + 0.5);
  const line = (pick: (point: BandPoint) => number) =>
    points.map((point, index) => `${xOf(index).toFixed(0)},${yOf(pick(point), top).toFixed(1)}`);
  const band = [...line(({ high }) => high), ...line(({ low }) => low).reverse()];
  const middle = points.length > 1 ? line((point) => point.middle) : dash(points[0], top);
  return (
    <ChartFrame
      label={label}
      top={top}
      format={format}
      ends={[points[0]?.label, points.at(-1)?.label]}
      slot={slot}
      hints={points.map(
        ({ label: at, low, middle: value, high }) =>
          `${at}\n${names[2]} ${format(high)}\n${names[1]} ${format(value)}\n${names[0]} ${format(low)}`,
      )}
      table={{
        heads: [timeHead, ...names],
        rows: points.map((point) => [point.label, ...[point.low, point.middle, point.high].map(format)]),
      }}
    >
      <polygon points={band.join(" ")} className="fill-signal/20" />
      <polyline
        points={middle.join(" ")}
        vectorEffect="non-scaling-stroke"
        strokeWidth={2}
        strokeLinejoin="round"
        className="stroke-signal fill-none"
      />
    </ChartFrame>
  );
}

const dash = (point: BandPoint | undefined, top: number): string[] =>
  point ? [`0,${yOf(point.middle, top)}`, `${chartWidth},${yOf(point.middle, top)}`] : [];
