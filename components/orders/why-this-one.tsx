import { Disclosure } from "@/components/ui/disclosure";
import { TermsBar } from "@/components/ui/terms-bar";
import type { Ranked } from "@/lib/matching/rank";
import type { Weights } from "@/lib/matching/weights";
import { scoreParts, type ScorePart } from "./score-parts";

type WhyThisOneProps = {
  ranked: readonly Ranked[];
  names: (device: Ranked["device"]) => string;
  weights: Weights | undefined;
};

const count = (value: number) => value.toLocaleString("en-GB");

/** What each part of a score is called and what one unit of it is, for the weight that it is multiplied by. */
const words: Record<keyof Weights, { label: string; unit: string }> = {
  price: { label: "Price", unit: "each µ$ an hour" },
  roundTrip: { label: "Round trip", unit: "each µs of round trip" },
  unreliability: { label: "Lacking reliability", unit: "each hundredth of a percent short of perfect" },
  carbon: { label: "Carbon", unit: "each gram of CO₂ a kilowatt-hour causes where it stands" },
  fetching: { label: "Has to fetch it", unit: "a device that has to fetch the workload first" },
  established: { label: "Newcomers’ turn", unit: "a device with a history, on one order in twenty" },
  crowding: { label: "Unanswered offers", unit: "each offer that it has not answered yet" },
};

/** The score of each device as its parts, which add up to it. Fewer points are better. */
export function WhyThisOne({ ranked, names, weights }: WhyThisOneProps) {
  const parts = scoreParts(ranked);
  const whole = Math.max(...ranked.map(({ score }) => score), 1);
  return (
    <Disclosure label="Why this one">
      <div className="flex flex-col gap-4">
        <p className="text-13 text-ink-2">
          Each device gets points for what you would rather have less of, and the fewest points win. The
          weights are public and voted on. Equals are decided by the order’s own hash.
        </p>
        {ranked.map(({ device, terms, score }, index) => (
          <div key={device} className="flex flex-col gap-1">
            <p className="text-13 flex justify-between gap-3">
              <span className={index === 0 ? "font-strong" : "text-ink-2"}>{names(device)}</span>
              <span>{count(score)} points</span>
            </p>
            <TermsBar
              label={`${names(device)}: ${parts.map((part) => `${labelOf(part)} ${count(part.points(terms))}`).join(", ")} points`}
              whole={whole}
              hideLegend={index > 0}
              terms={parts.map((part) => ({
                label: labelOf(part),
                value: part.points(terms),
                shown: count(part.points(terms)),
                ...(weights && { hint: hintOf(part, weights) }),
              }))}
            />
          </div>
        ))}
      </div>
    </Disclosure>
  );
}

const labelOf = ({ key }: ScorePart) => (key === "rest" ? "Everything else" : words[key].label);

const hintOf = ({ key }: ScorePart, weights: Weights) =>
  key === "rest"
    ? "Terms that weigh too little to be told apart."
    : `${count(weights[key])} ${weights[key] === 1 ? "point" : "points"} for ${words[key].unit}.`;
