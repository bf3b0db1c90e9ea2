"use client";

import { Button } from "@/components/ui/button";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { RoundTrip } from "@/components/ui/figures";
import { Rate } from "@/components/ui/money";
import { Notice } from "@/components/ui/notice";
import type { DeviceSummary } from "@/lib/api/devices";
import { rateOf, type FleetFit } from "@/lib/matching/fleet";
import type { Decision } from "@/lib/matching/match";
import { plainUsd } from "@/lib/money/plain-usd";
import type { Draft } from "./draft";
import { Ways, waysOf } from "./ways";

type FleetStripProps = {
  decision: Decision;
  fleet: FleetFit & { wanted: number; summary: string };
  devices: readonly DeviceSummary[];
  /** Whether the order waits where it finds too few. */
  waits: boolean;
  onRelax: (change: Partial<Draft>) => void;
};

/** Micro-dollars as they are typed, to the last. */
const plain = (microDollars: number) => plainUsd(BigInt(microDollars));

/** The devices that would be taken together and what they cost an hour, or how many there are and what would help. */
export function FleetStrip({ decision, fleet, devices, waits, onRelax }: FleetStripProps) {
  const { wanted, picked, feasible, leftOut, isWhole, isBest, leastRate, summary } = fleet;
  const ways = waysOf(decision.constraints);
  if (picked.length < wanted)
    return (
      <Notice
        bare
        tone="amber"
        title={
          leastRate === undefined
            ? `${isWhole ? "" : "At least "}${picked.length} of ${wanted} devices can be had together.`
            : `${wanted} devices cost ${isBest ? "at least " : ""}$${plain(leastRate)}/h together.`
        }
      >
        <p>
          {summary.charAt(0).toUpperCase() + summary.slice(1)}.
          {!isWhole && " Only the best were looked at: there may be more."}
          {leastRate !== undefined && ` The budget pays for ${picked.length}.`}
          {waits && " If you run it, it waits until all can be had together."}
        </p>
        {ways.length > 0 && <Ways ways={ways} onRelax={onRelax} />}
        <ul className="mt-3 flex flex-wrap gap-2">
          {leastRate !== undefined && (
            <li>
              <Button size="s" onClick={() => onRelax({ budget: plain(leastRate) })}>
                Allow ${plain(leastRate)}/h
              </Button>
            </li>
          )}
          {leastRate === undefined && feasible > picked.length && (
            <li>
              <Button size="s" onClick={() => onRelax({ spread: "anywhere" })}>
                Take them anywhere
              </Button>
            </li>
          )}
          {picked.length > 0 && (
            <li>
              <Button size="s" onClick={() => onRelax({ devices: String(picked.length) })}>
                Order {picked.length}
              </Button>
            </li>
          )}
        </ul>
      </Notice>
    );
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-baseline justify-between gap-4">
        <p className="text-16 font-strong">{wanted} devices</p>
        <p className="text-16 font-strong">
          <Rate perHour={rateOf(picked)} />
        </p>
      </div>
      <ol
        aria-label="The devices of the fleet"
        className="divide-line border-line max-h-80 divide-y overflow-y-auto border-y"
      >
        {picked.map(({ device: id, ratePerHour, rttMicros, isRttMeasured }) => {
          const device = devices.find((each) => each.id === id);
          return (
            <li key={id} className="text-13 flex items-center gap-2 py-1.5">
              <HexAvatar id={id} size={16} />
              <span className="min-w-0 flex-1 truncate">
                {device?.name ?? "A device"} <span className="text-ink-3">{device?.country}</span>
              </span>
              <span className="text-ink-2 w-16 text-right">
                {rttMicros !== undefined && <RoundTrip micros={rttMicros} estimated={!isRttMeasured} />}
              </span>
              <span className="w-20 text-right">
                <Rate perHour={ratePerHour} />
              </span>
            </li>
          );
        })}
      </ol>
      <p className="text-13 text-ink-2">
        All of them are taken at once, or none.
        {leftOut > 0 && ` Left out: ${leftOut} that nobody knows enough of to keep them apart.`}
        {!isBest && " Not every choice within the budget was looked at: there may be a better one."}
      </p>
    </div>
  );
}
