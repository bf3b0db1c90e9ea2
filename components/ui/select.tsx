"use client";

import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import type { SelectHTMLAttributes } from "react";
import { controlShape } from "./field";
import { useIsAwake } from "./use-is-awake";

type SelectProps<T extends string> = Omit<
  SelectHTMLAttributes<HTMLSelectElement>,
  "className" | "onChange" | "value" | "children"
> & {
  value: T;
  onValue: (value: T) => void;
  options: readonly { value: T; label: string; group?: string }[];
};

/** One of many. The browser's own list: right on phones, for the keyboard and for screen readers. */
export function Select<T extends string>({ value, onValue, options, ...rest }: SelectProps<T>) {
  const isAwake = useIsAwake();
  const groups = Map.groupBy(options, ({ group }) => group);
  return (
    <div className="relative">
      <select
        {...rest}
        // What is chosen before anybody listens would be replaced without a word.
        disabled={!isAwake}
        value={value}
        onChange={(event) => onValue(event.target.value as T)}
        className={clsx(controlShape, "h-10 appearance-none pr-8")}
      >
        {[...groups].map(([group, members]) =>
          group === undefined ? (
            members.map(option)
          ) : (
            <optgroup key={group} label={group}>
              {members.map(option)}
            </optgroup>
          ),
        )}
      </select>
      <ChevronDown
        size={16}
        aria-hidden="true"
        className="text-ink-3 pointer-events-none absolute top-1/2 right-3 -translate-y-1/2"
      />
    </div>
  );
}

const option = ({ value, label }: { value: string; label: string }) => (
  <option key={value} value={value}>
    {label}
  </option>
);
