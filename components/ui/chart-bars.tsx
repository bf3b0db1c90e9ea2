"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { BarChartProps, ChartPoint } from "./chart";

const axis = { fontSize: 12, fill: "var(--color-ink-3)" };

/** The drawing of `BarChart`. Only that file loads it. */
export default function ChartBars({ points, format }: BarChartProps) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        data={[...points]}
        margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--color-line)" />
        <XAxis
          dataKey="label"
          tick={axis}
          tickLine={false}
          axisLine={{ stroke: "var(--color-line)" }}
          minTickGap={24}
        />
        <YAxis tick={axis} tickLine={false} axisLine={false} width={80} tickFormatter={format} />
        <Tooltip cursor={{ fill: "var(--color-hover)" }} isAnimationActive={false} content={tip} />
        <Bar
          dataKey="value"
          fill="var(--color-signal)"
          radius={[2, 2, 0, 0]}
          maxBarSize={40}
          isAnimationActive={false}
        />
      </BarChart>
    </ResponsiveContainer>
  );
}

/** What stands beside the bar under the pointer. */
const tip = ({ payload }: { payload?: readonly { payload?: unknown }[] }) => {
  const point = payload?.[0]?.payload as ChartPoint | undefined;
  if (!point) return null;
  return (
    <div className="bg-ink text-on-ink rounded-control text-12 shadow-float px-2 py-1">
      {point.label}: {point.shown}
    </div>
  );
};
