"use client";

import { HexAvatar } from "@/components/ui/hex-avatar";
import { Rate } from "@/components/ui/money";
import type { DeviceSummary } from "@/lib/api/devices";
import { rateOf, type FleetFit } from "@/lib/matching/fleet";
import type { Decision } from "@/lib/matching/match";

type MatchBarProps = {
  decision: Decision;
  fleet?: (FleetFit & { wanted: number }) | undefined;
  devices: readonly DeviceSummary[];
  onPress: () => void;
};

/** On a phone the match stands far below the form; its one line stays at the thumb and leads there. */
export function MatchBar({ decision, fleet, devices, onPress }: MatchBarProps) {
  const best = decision.ranked[0];
  const tooFew = fleet && fleet.picked.length < fleet.wanted ? fleet : undefined;
  const name = devices.find(({ id }) => id === best?.device)?.name;
  return (
    <button
      type="button"
      onClick={onPress}
      className="bg-panel border-line shadow-float rounded-panel sticky bottom-[calc(4.25rem+env(safe-area-inset-bottom))] z-20 flex min-h-12 w-full items-center gap-3 border px-4 text-left lg:hidden"
    >
      {best && !tooFew ? (
        <>
          <HexAvatar id={best.device} size={20} />
          <span className="font-strong min-w-0 flex-1 truncate">
            {fleet ? `${fleet.wanted} devices` : (name ?? "A device")}
          </span>
          <Rate perHour={fleet ? rateOf(fleet.picked) : best.ratePerHour} />
        </>
      ) : (
        <span className="text-amber font-strong flex-1">
          {best && tooFew ? whyTooFew(tooFew) : "No device matches."} See why.
        </span>
      )}
    </button>
  );
}

const whyTooFew = ({ picked, wanted, leastRate }: FleetFit & { wanted: number }) =>
  leastRate === undefined ? `${picked.length} of ${wanted} devices.` : "Over the budget.";
