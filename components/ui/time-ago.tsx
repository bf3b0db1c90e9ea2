"use client";

import { formatAge, formatWhole } from "@/lib/time/age";
import { useNowBy, type Clock } from "./clock";

/** "3 min ago", "in 2 h"; the exact instant on hover, locally and in UTC. What a contract said is told by the chain's clock. */
export function TimeAgo({ at, clock = "reader" }: { at: string; clock?: Clock }) {
  const now = useNowBy(clock, 10_000);
  return (
    // The server's clock and the reader's differ by a moment; the reader's wins.
    <time dateTime={at} suppressHydrationWarning className="whitespace-nowrap">
      {formatAge(Date.parse(at) - now)}
    </time>
  );
}

/** What is left until an instant, second by second. */
export function Countdown({ until, clock = "reader" }: { until: string; clock?: Clock }) {
  const now = useNowBy(clock, 1000);
  const left = Math.max(0, Date.parse(until) - now);
  return (
    <time dateTime={until} suppressHydrationWarning className="whitespace-nowrap">
      {formatWhole(left)}
    </time>
  );
}
