import type { z } from "zod";
import { Rate } from "@/components/ui/money";
import type { devicesContract } from "@/lib/api/devices";
import type { marketPricesSchema } from "@/lib/api/network";

export type Spread = z.infer<typeof marketPricesSchema>["vcpuHour"];
export type Standing = z.infer<
  NonNullable<(typeof devicesContract.standing)["~orpc"]["outputSchema"]>
>["vcpuHour"];

type PriceStandingProps = {
  spread: Spread;
  /** Undefined while it is worked out, or while what was typed is no price. */
  standing: Standing | undefined;
};

/** What live offers ask for the same, and where this price would stand among them. */
export function PriceStanding({ spread: { p10, median, p90 }, standing }: PriceStandingProps) {
  if (p10 === null || median === null || p90 === null)
    return <p className="text-12 text-ink-3">Nobody offers it now.</p>;
  return (
    <div className="text-12 text-ink-2 flex flex-col gap-1">
      <dl className="grid grid-cols-3 gap-2">
        {[
          { name: "Low tenth", perHour: p10 },
          { name: "Middle", perHour: median },
          { name: "High tenth", perHour: p90 },
        ].map(({ name, perHour }) => (
          <div key={name}>
            <dt className="text-ink-3 font-normal">{name}</dt>
            <dd>
              <Rate perHour={perHour} />
            </dd>
          </div>
        ))}
      </dl>
      <p aria-live="polite" className="min-h-4">
        {standing && placeText(standing)}
      </p>
    </div>
  );
}

/** "4 of 12 other offers ask less, 1 asks the same." */
export function placeText({ offers, cheaper, same }: Standing): string {
  if (offers === 0) return "No other device offers it now.";
  const of = `${offers} other ${offers === 1 ? "offer" : "offers"}`;
  const equal = same === 0 ? "" : same === 1 ? ", 1 asks the same" : `, ${same} ask the same`;
  if (cheaper === 0) return `None of ${of} asks less${equal}.`;
  return `${cheaper} of ${of} ${cheaper === 1 ? "asks" : "ask"} less${equal}.`;
}
