import { clsx } from "clsx";
import type { ReactNode } from "react";
import { toneGround, toneText, type Tone } from "./tone";

/** A short word on a soft ground. */
export function Badge({
  tone = "neutral",
  hint,
  children,
}: {
  tone?: Tone;
  hint?: string;
  children: ReactNode;
}) {
  return (
    <span
      data-hint={hint}
      className={clsx(
        "text-12 font-strong inline-flex items-center gap-1 rounded-[4px] px-1.5 py-0.5 whitespace-nowrap",
        toneText[tone],
        toneGround[tone],
      )}
    >
      {children}
    </span>
  );
}
