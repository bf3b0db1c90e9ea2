import type { z } from "zod";
import type { historySchema } from "@/lib/api/network";

type Point = z.infer<typeof historySchema>["points"][number];

/** What the charts of the market's history draw at one time: the rest need not be sent. */
export type HistoryPoint = {
  label: string;
  /** Lowest tenth, middle, highest tenth in micro-dollars an hour; nothing where nobody offered any. */
  vcpu: readonly [number, number, number] | undefined;
  gib: readonly [number, number, number] | undefined;
  /** vCPU. */
  inUse: number;
  offered: number;
};

/** Every point as its charts need it, told by the day or by the minute. */
export function historyPoints(points: readonly Point[], daily: boolean): HistoryPoint[] {
  return points.map(({ at, vcpuHour, gibHour, cpuMillis: { offered, free } }) => ({
    label: daily ? at.slice(0, 10) : `${at.slice(5, 10)} ${at.slice(11, 16)} UTC`,
    vcpu: spread(vcpuHour),
    gib: spread(gibHour),
    inUse: (offered - free) / 1000,
    offered: offered / 1000,
  }));
}

const spread = ({ p10, median, p90 }: Point["vcpuHour"]) =>
  p10 === null || median === null || p90 === null ? undefined : ([p10, median, p90] as const);
