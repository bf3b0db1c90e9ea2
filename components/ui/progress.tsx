import type { ReactNode } from "react";

type ProgressProps = {
  /** What it is the progress of, for screen readers. */
  label: string;
  /** From 0 to 1. */
  value: number;
  /** The same in words, beside the bar. */
  text: ReactNode;
};

/** How far something is, or how much of it is left. */
export function Progress({ label, value, text }: ProgressProps) {
  return (
    <div className="flex min-w-28 flex-col gap-1">
      <div>{text}</div>
      <progress
        aria-label={label}
        max={1}
        value={value}
        className="bg-hover [&::-moz-progress-bar]:bg-signal [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:bg-signal h-1 w-full appearance-none overflow-hidden rounded-full border-0"
      />
    </div>
  );
}
