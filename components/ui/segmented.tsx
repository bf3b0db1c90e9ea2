"use client";

import { useId } from "react";
import { useIsAwake } from "./use-is-awake";

type SegmentedProps<T extends string> = {
  label: string;
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean;
  value: T;
  onValue: (value: T) => void;
  options: readonly { value: T; label: string; hint?: string }[];
};

/** One of a few, all of them in sight: radio buttons in a row. */
export function Segmented<T extends string>({
  label,
  hideLabel,
  value,
  onValue,
  options,
}: SegmentedProps<T>) {
  const name = useId();
  const isAwake = useIsAwake();
  return (
    <fieldset disabled={!isAwake} className="flex min-w-0 flex-col gap-1">
      <legend className={hideLabel ? "sr-only" : "text-13 font-strong mb-1"}>{label}</legend>
      <div className="bg-sunken border-line rounded-control flex min-h-10 max-w-full gap-px overflow-x-auto border p-0.5">
        {options.map((option) => (
          <label
            key={option.value}
            data-hint={option.hint}
            className="has-focus-visible:outline-blue has-checked:bg-panel has-checked:border-edge text-13 text-ink-2 has-checked:text-ink hover:text-ink target relative flex flex-1 cursor-pointer! items-center justify-center rounded-[4px] border border-transparent px-3 whitespace-nowrap transition-colors has-focus-visible:outline-2"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onValue(option.value)}
              className="sr-only"
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
