"use client";

import type { ReactNode } from "react";
import type { z } from "zod";
import { BandChart, type BandPoint } from "@/components/ui/band-chart";
import type { historySchema } from "@/lib/api/network";
import { formatRateDown } from "@/lib/pricing/format-rate";

type Point = z.infer<typeof historySchema>["points"][number];
type Spread = Point["vcpuHour"];

const rate = (perHour: number) => `$${formatRateDown(BigInt(Math.round(perHour)))}`;
const vcpu = (count: number) => `${Math.round(count * 10) / 10}`;

/**
 * What live offers asked and how much of the market was in use, as this gateway saw it every ten minutes.
 * Points without an offer are left out: nobody asked anything.
 */
export function MarketHistory({ points, daily }: { points: readonly Point[]; daily: boolean }) {
  const label = (at: string) => (daily ? at.slice(0, 10) : `${at.slice(5, 10)} ${at.slice(11, 16)} UTC`);
  const band = (pick: (point: Point) => Spread): BandPoint[] =>
    points.flatMap((point) => {
      const { p10, median, p90 } = pick(point);
      if (p10 === null || median === null || p90 === null) return [];
      return [{ label: label(point.at), low: p10, middle: median, high: p90 }];
    });
  const use = points.map(({ at, cpuMillis: { offered, free } }) => ({
    label: label(at),
    low: 0,
    middle: (offered - free) / 1000,
    high: offered / 1000,
  }));
  const timeHead = daily ? "Day, UTC" : "When";
  return (
    <div className="grid gap-4 lg:grid-cols-3">
      <Panel title="1 vCPU for an hour" note="The middle of live offers, and where eight in ten of them are.">
        <Prices
          label="Price of one vCPU-hour"
          timeHead={timeHead}
          points={band(({ vcpuHour }) => vcpuHour)}
        />
      </Panel>
      <Panel title="1 GiB for an hour" note="The middle of live offers, and where eight in ten of them are.">
        <Prices label="Price of one GiB-hour" timeHead={timeHead} points={band(({ gibHour }) => gibHour)} />
      </Panel>
      <Panel title="vCPU in use" note="The line is what is leased, the band what is on offer.">
        <BandChart
          label="vCPU in use and on offer"
          names={["From", "In use", "On offer"]}
          timeHead={timeHead}
          format={vcpu}
          points={use}
        />
      </Panel>
    </div>
  );
}

type PricesProps = { label: string; timeHead: string; points: readonly BandPoint[] };

function Prices(props: PricesProps) {
  if (props.points.length === 0)
    return <p className="text-13 text-ink-2">In this time no device offered any.</p>;
  return <BandChart {...props} names={["Lowest tenth", "Middle", "Highest tenth"]} format={rate} />;
}

function Panel({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <section className="panel flex min-w-0 flex-col gap-3 p-4">
      <header>
        <h3 className="font-strong">{title}</h3>
        <p className="text-12 text-ink-3">{note}</p>
      </header>
      {children}
    </section>
  );
}
