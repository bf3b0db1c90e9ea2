import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { Clock } from "./clock";
import { TimeAgo } from "./time-ago";
import { toneText, type Tone } from "./tone";
import { Duration } from "./figures";

export type TimelineEntry = {
  key: string;
  /** Undefined when it happened and nobody remembers when. */
  at: string | undefined;
  /** The state that it came to. */
  title: ReactNode;
  tone: Tone;
  /** Who did it and why, with evidence. */
  detail?: ReactNode;
  /** Milliseconds until the next entry; what passed in the same millisecond has none worth saying. */
  lasted?: number | undefined;
};

type TimelineProps = {
  entries: readonly TimelineEntry[];
  label: string;
  /** By whose clock its instants are. */
  clock?: Clock;
};

/** States down the left, each with when, who, why and how long. One for leases, devices and payments alike. */
export function Timeline({ entries, label, clock }: TimelineProps) {
  return (
    <ol aria-label={label} className="flex flex-col">
      {entries.map(({ key, at, title, tone, detail, lasted }, index) => (
        <li key={key} className="relative flex gap-3 pb-4 last:pb-0">
          {index < entries.length - 1 && (
            <span aria-hidden="true" className="bg-line absolute top-4 bottom-0 left-[5px] w-px" />
          )}
          <span
            aria-hidden="true"
            className={clsx(
              "mt-1.5 size-[11px] shrink-0 rounded-full border-2 border-current",
              toneText[tone],
              index === entries.length - 1 && "bg-current",
            )}
          />
          <div className="min-w-0 flex-1">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="font-strong">{title}</span>
              <span className="text-12 text-ink-3">
                {at && <TimeAgo at={at} {...(clock && { clock })} />}
                {lasted !== undefined && lasted > 0 && (
                  <>
                    {" · "}
                    <Duration ms={lasted} />
                  </>
                )}
              </span>
            </div>
            {detail && <div className="text-13 text-ink-2 break-words">{detail}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
