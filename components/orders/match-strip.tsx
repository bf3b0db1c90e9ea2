"use client";

import { HexAvatar } from "@/components/ui/hex-avatar";
import { RoundTrip } from "@/components/ui/figures";
import { Rate } from "@/components/ui/money";
import { Skeleton } from "@/components/ui/skeleton";
import type { DeviceSummary } from "@/lib/api/devices";
import type { Decision } from "@/lib/matching/match";
import type { Ranked } from "@/lib/matching/rank";
import type { Weights } from "@/lib/matching/weights";
import type { Place } from "@/lib/place/place";
import { RouteMap } from "./route-map";
import { WhyThisOne } from "./why-this-one";

type MatchStripProps = {
  decision: Decision;
  devices: readonly DeviceSummary[];
  /** Undefined where it is not known any more with which the decision was made. */
  weights: Weights | undefined;
  /** Where the customer is; nothing for anywhere. */
  from?: Place | undefined;
};

/** The device that would be taken now, what it costs and how far it is, and the next four. */
export function MatchStrip({ decision, devices, weights, from }: MatchStripProps) {
  const byId = new Map(devices.map((device) => [device.id, device]));
  const [best, ...next] = decision.ranked;
  if (!best) return null;
  const device = byId.get(best.device);
  return (
    <div className="flex flex-col gap-3">
      <Best ranked={best} device={device} />
      {from && device && <RouteMap from={from} device={device} />}
      <p className="text-13 text-ink-2">{among(decision)}</p>
      {next.length > 0 && (
        <ol aria-label="The next best devices" className="divide-line border-line divide-y border-y">
          {next.map((ranked) => (
            <Next key={ranked.device} ranked={ranked} device={byId.get(ranked.device)} />
          ))}
        </ol>
      )}
      <WhyThisOne
        ranked={decision.ranked}
        names={(id) => byId.get(id)?.name ?? "A device"}
        weights={weights}
      />
    </div>
  );
}

/** Among how many it is the best. A market of millions is searched without asking each device, so there only the whole is known. */
function among({ isCounted, feasible, considered }: Decision): string {
  if (!isCounted) return `The best of ${considered.toLocaleString("en-GB")} devices.`;
  const able = feasible === 1 ? "The only device" : `The best of ${feasible} devices`;
  return `${able} that can take it, of ${considered} in all.`;
}

function Best({ ranked, device }: { ranked: Ranked; device: DeviceSummary | undefined }) {
  return (
    <div className="flex items-center gap-3">
      <HexAvatar id={ranked.device} size={40} />
      <div className="min-w-0 flex-1">
        <p className="text-16 font-strong truncate">{device?.name ?? "A device"}</p>
        <p className="text-13 text-ink-2 truncate">
          {[
            device?.country,
            device && `isolation ${device.grade}`,
            device && `${(device.reliabilityBps / 100).toFixed(1)} % reliable`,
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <div className="text-right">
        <p className="text-16 font-strong">
          <Rate perHour={ranked.ratePerHour} />
        </p>
        <p className="text-13 text-ink-2">
          {ranked.rttMicros === undefined ? (
            "any distance"
          ) : (
            <RoundTrip micros={ranked.rttMicros} estimated={!ranked.isRttMeasured} />
          )}
        </p>
      </div>
    </div>
  );
}

function Next({ ranked, device }: { ranked: Ranked; device: DeviceSummary | undefined }) {
  return (
    <li className="text-13 flex items-center gap-2 py-1.5">
      <HexAvatar id={ranked.device} size={16} />
      <span className="min-w-0 flex-1 truncate">
        {device?.name ?? "A device"} <span className="text-ink-3">{device?.country}</span>
      </span>
      <span className="text-ink-2 w-16 text-right">
        {ranked.rttMicros !== undefined && (
          <RoundTrip micros={ranked.rttMicros} estimated={!ranked.isRttMeasured} />
        )}
      </span>
      <span className="w-20 text-right">
        <Rate perHour={ranked.ratePerHour} />
      </span>
    </li>
  );
}

/** The strip's place while the first answer is on its way. */
export function MatchStripSkeleton() {
  return (
    <output className="flex flex-col gap-3">
      <span className="sr-only">Looking for devices</span>
      <span className="flex items-center gap-3">
        <Skeleton className="size-10" />
        <Skeleton className="h-11 flex-1" />
      </span>
      <Skeleton className="h-5 w-3/4" />
      {[0, 1, 2, 3].map((row) => (
        <Skeleton key={row} className="h-6 w-full" />
      ))}
    </output>
  );
}
