import { TermsBar } from "@/components/ui/terms-bar";
import type { Ranked, Terms } from "@/lib/matching/rank";
import type { Weights } from "@/lib/matching/weights";

type WhyThisOneProps = {
  ranked: readonly Ranked[];
  names: (device: Ranked["device"]) => string;
  weights: Weights;
};

const heldUp = ({ fetching, established, crowding }: Terms) => fetching + established + crowding;

const count = (value: number) => value.toLocaleString("en-GB");

/** The score of each device as its terms, which add up to it. Fewer points are better. */
export function WhyThisOne({ ranked, names, weights }: WhyThisOneProps) {
  const whole = Math.max(...ranked.map(({ score }) => score), 1);
  return (
    <details className="group">
      <summary className="link text-13 target flex w-fit list-none items-center">Why this one</summary>
      <div className="flex flex-col gap-4 pt-2">
        <p className="text-13 text-ink-2">
          Each device gets points for its price ({count(weights.price)} for each µ$ an hour), its round trip (
          {count(weights.roundTrip)} for each µs) and what it lacks in reliability (
          {count(weights.unreliability)} for each hundredth of a percent), for the carbon of its grid (
          {count(weights.carbon)} for each gram of CO₂ a kWh), and for what would hold it up: fetching the
          workload, offers it has not answered. The fewest points win. Equals are decided by the order's own
          hash.
        </p>
        {ranked.map(({ device, terms, score }, index) => (
          <div key={device} className="flex flex-col gap-1">
            <p className="text-13 flex justify-between gap-3">
              <span className={index === 0 ? "font-strong" : "text-ink-2"}>{names(device)}</span>
              <span>{count(score)} points</span>
            </p>
            <TermsBar
              label={`${names(device)}: price ${count(terms.price)}, round trip ${count(terms.roundTrip)}, reliability ${count(terms.unreliability)}, carbon ${count(terms.carbon)}, held up ${count(heldUp(terms))} points`}
              whole={whole}
              hideLegend={index > 0}
              terms={[
                { label: "Price", value: terms.price, shown: count(terms.price) },
                {
                  label: "Round trip",
                  value: terms.roundTrip,
                  shown: count(terms.roundTrip),
                  hint: "Estimated from the distance.",
                },
                {
                  label: "Lacking reliability",
                  value: terms.unreliability,
                  shown: count(terms.unreliability),
                },
                { label: "Carbon", value: terms.carbon, shown: count(terms.carbon) },
                {
                  label: "Held up",
                  value: heldUp(terms),
                  shown: count(heldUp(terms)),
                  hint: "Fetching the workload, unanswered offers, and the newcomers' turn.",
                },
              ]}
            />
          </div>
        ))}
      </div>
    </details>
  );
}
