"use client";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { summarise } from "@/lib/matching/explain";
import type { Decision } from "@/lib/matching/match";
import type { ConstraintCount } from "@/lib/matching/count-constraints";
import { relaxations } from "@/lib/matching/relaxations";
import { shortUsdDown } from "@/lib/money/usd6";
import type { Draft } from "./draft";
import { relaxed } from "./relaxed";

type NoMatchProps = { decision: Decision; onRelax: (change: Partial<Draft>) => void };

/** Why nothing matches, and each single limit that would change it, one press away. */
export function NoMatch({ decision, onRelax }: NoMatchProps) {
  if (decision.considered === 0)
    return (
      <Notice bare tone="amber" title="No device is connected to this market.">
        An operator has to bring one. Your order can wait for it: choose “Wait for a device” under the limits.
      </Notice>
    );
  const ways = relaxations(decision.constraints).flatMap((count) => {
    const way = relaxed(count);
    return way ? [{ ...way, count }] : [];
  });
  return (
    <Notice
      bare
      tone="amber"
      title={
        decision.considered === 1
          ? "The only device cannot take it."
          : `None of the ${decision.considered.toLocaleString("en-GB")} devices can take it.`
      }
    >
      <p>{capital(summarise(decision))}.</p>
      {ways.length > 0 ? (
        <ul className="mt-3 flex flex-col gap-2">
          {ways.map(({ count, label, press }) => (
            <li key={label} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
              <span className="text-ink">
                {label}: {promise(count)}
              </span>
              {press && (
                <Button size="s" onClick={() => onRelax(press.change)}>
                  {press.label}
                </Button>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p className="mt-2">
          No single limit would change it: relax two of them, or let the order wait for a device.
        </p>
      )}
    </Notice>
  );
}

const promise = ({ alone, aloneFromRate }: ConstraintCount) =>
  `${alone} ${alone === 1 ? "device" : "devices"}${aloneFromRate === undefined ? "" : `, from $${shortUsdDown(BigInt(aloneFromRate))}/h`}`;

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
