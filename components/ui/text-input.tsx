"use client";

import { clsx } from "clsx";
import type { InputHTMLAttributes, ReactNode, TextareaHTMLAttributes } from "react";
import { controlShape } from "./field";
import { useIsAwake } from "./use-is-awake";

type TextInputProps = Omit<InputHTMLAttributes<HTMLInputElement>, "className" | "onChange" | "value"> & {
  value: string;
  onValue: (value: string) => void;
  /** What the number counts; stands inside the field on the right. */
  unit?: ReactNode;
  /** Addresses, hashes, code and whatever must be read letter by letter. */
  mono?: boolean;
};

/** One line of text. Numbers too: `inputMode` brings the right keys, and the form says what is wrong. */
export function TextInput({ value, onValue, unit, mono, ...rest }: TextInputProps) {
  const isAwake = useIsAwake();
  const input = (
    <input
      type="text"
      autoComplete="off"
      spellCheck={false}
      {...rest}
      // What is typed before anybody listens would be replaced without a word.
      readOnly={!isAwake}
      value={value}
      onChange={(event) => onValue(event.target.value)}
      className={clsx(controlShape, "h-10", mono && "font-mono", unit && "pr-16")}
    />
  );
  if (!unit) return input;
  return (
    <div className="relative">
      {input}
      <span className="text-13 text-ink-3 pointer-events-none absolute inset-y-0 right-3 flex items-center">
        {unit}
      </span>
    </div>
  );
}

type TextAreaProps = Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "className" | "onChange" | "value"> & {
  value: string;
  onValue: (value: string) => void;
  mono?: boolean;
};

/** Several lines of text. */
export function TextArea({ value, onValue, mono, ...rest }: TextAreaProps) {
  const isAwake = useIsAwake();
  return (
    <textarea
      rows={3}
      spellCheck={false}
      {...rest}
      readOnly={!isAwake}
      value={value}
      onChange={(event) => onValue(event.target.value)}
      className={clsx(controlShape, "min-h-16 resize-y py-2", mono && "font-mono")}
    />
  );
}
