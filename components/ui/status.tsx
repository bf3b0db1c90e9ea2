import { clsx } from "clsx";
import type { ReactNode } from "react";
import { toneText, type Tone } from "./tone";

type StatusProps = {
  tone: Tone;
  /** A dot that has not settled yet breathes; one that is claimed and not measured is hollow. */
  dot?: "solid" | "hollow" | "breathing";
  children: ReactNode;
};

/** A dot and a word. The colour never says it alone. */
export function Status({ tone, dot = "solid", children }: StatusProps) {
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <span
        aria-hidden="true"
        className={clsx(
          "size-2 shrink-0 rounded-full border-[1.5px] border-current",
          toneText[tone],
          dot !== "hollow" && "bg-current",
          dot === "breathing" && "animate-wait",
        )}
      />
      {children}
    </span>
  );
}
