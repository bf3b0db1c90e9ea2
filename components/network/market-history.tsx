"use client";

import type { ReactNode } from "react";
import { BandChart, type BandPoint } from "@/components/ui/band-chart";
import { formatRateDown } from "@/lib/pricing/format-rate";
import type { HistoryPoint, Spread } from "./history-points";

const rate = (perHour: number) => (perHour === 0 ? "$0" : `$${formatRateDown(BigInt(Math.round(perHour)))}`);
const vcpu = (count: number) => count.toLocaleString("en-GB", { maximumFractionDigits: 1 });

/**
 * What live offers asked and how much of the market was in use, as this gateway saw it every ten minutes.
 * Points without an offer are left out: nobody asked anything.
 */
export function MarketHistory({ points, daily }: { points: readonly HistoryPoint[]; daily: boolean }) {
  const band = (spreads: readonly (readonly [string, Spread | null])[]): BandPoint[] =>
    spreads.flatMap(([label, spread]) =>
      spread ? [{ label, low: spread[0], middle: spread[1], high: spread[2] }] : [],
    );
  const use = points.map(([label, , , inUse, offered]) => ({ label, low: 0, middle: inUse, high: offered }));
  const timeHead = daily ? "Day, UTC" : "When";
  return (
    <div className="grid gap-4 lg:grid-cols-3">
      <Panel title="1 vCPU for an hour" note="The middle of live offers, and where eight in ten of them are.">
        <Prices
          label="Price of one vCPU-hour"
          timeHead={timeHead}
          points={band(points.map(([label, vcpu]) => [label, vcpu]))}
        />
      </Panel>
      <Panel title="1 GiB for an hour" note="The middle of live offers, and where eight in ten of them are.">
        <Prices
          label="Price of one GiB-hour"
          timeHead={timeHead}
          points={band(points.map(([label, , gib]) => [label, gib]))}
        />
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
