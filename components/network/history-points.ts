import type { z } from "zod";
import type { historySchema } from "@/lib/api/network";

type Point = z.infer<typeof historySchema>["points"][number];

/** What the charts of the market's history draw at one time, as a row: the rest, and names, need not be sent. */
export type HistoryPoint = readonly [
  label: string,
  /** Micro-dollars an hour; nothing where nobody offered any. */
  vcpuHour: Spread | null,
  gibHour: Spread | null,
  vcpuInUse: number,
  vcpuOffered: number,
];
export type Spread = readonly [lowestTenth: number, middle: number, highestTenth: number];

/** Every point as its charts need it, told by the day or by the minute. */
export function historyPoints(points: readonly Point[], daily: boolean): HistoryPoint[] {
  return points.map(({ at, vcpuHour, gibHour, cpuMillis: { offered, free } }) => [
    daily ? at.slice(0, 10) : `${at.slice(5, 10)} ${at.slice(11, 16)} UTC`,
    spread(vcpuHour),
    spread(gibHour),
    (offered - free) / 1000,
    offered / 1000,
  ]);
}

const spread = ({ p10, median, p90 }: Point["vcpuHour"]): Spread | null =>
  p10 === null || median === null || p90 === null ? null : [p10, median, p90];
