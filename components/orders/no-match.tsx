"use client";

import { Notice } from "@/components/ui/notice";
import { summarise } from "@/lib/matching/explain";
import type { Decision } from "@/lib/matching/match";
import type { Draft } from "./draft";
import { Ways, waysOf } from "./ways";

type NoMatchProps = { decision: Decision; onRelax: (change: Partial<Draft>) => void };

/** Why nothing matches, and each single limit that would change it, one press away. */
export function NoMatch({ decision, onRelax }: NoMatchProps) {
  if (decision.considered === 0)
    return (
      <Notice bare tone="amber" title="No device is connected to this market.">
        An operator has to bring one. Your order can wait for it: choose “Wait for a device” under the limits.
      </Notice>
    );
  const ways = waysOf(decision.constraints);
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
        <Ways ways={ways} onRelax={onRelax} />
      ) : (
        <p className="mt-2">
          No single limit would change it: relax two of them, or let the order wait for a device.
        </p>
      )}
    </Notice>
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
