"use client";

import { clsx } from "clsx";
import { useLayoutEffect, useRef, type KeyboardEvent, type TextareaHTMLAttributes } from "react";
import { controlShape } from "./field";
import { useIsAwake } from "./use-is-awake";

type CodeAreaProps = Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "className" | "onChange" | "value"> & {
  value: string;
  onValue: (value: string) => void;
  /** The line where something is wrong, from 1. */
  errorLine?: number | undefined;
};

const linesMin = 8;
const linesMax = 24;

/**
 * Code to write or paste: line numbers, and the line of an error marked. Tab stays the key that leaves
 * the field, so that nobody is caught in it; Enter keeps the indentation.
 */
export function CodeArea({ value, onValue, errorLine, ...rest }: CodeAreaProps) {
  const gutter = useRef<HTMLPreElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const isAwake = useIsAwake();
  const lines = value.split("\n").length;
  const rows = Math.max(linesMin, Math.min(linesMax, lines + 1));

  // The numbers scroll with the text, also when the error brings its line into view.
  useLayoutEffect(() => {
    if (errorLine && area.current) area.current.scrollTop = Math.max(0, (errorLine - 4) * 20);
  }, [errorLine]);

  return (
    <div
      className={clsx(
        controlShape,
        "focus-within:outline-blue relative flex overflow-hidden p-0! focus-within:outline-2 focus-within:outline-offset-2",
        rest["aria-invalid"] && "border-red",
      )}
    >
      <pre
        ref={gutter}
        aria-hidden="true"
        className="bg-sunken text-ink-3 border-line text-12 w-10 shrink-0 overflow-hidden border-r py-2 pr-2 text-right font-mono leading-5 select-none"
      >
        {Array.from({ length: lines }, (_, line) => (
          <span
            key={line}
            className={clsx("block", line + 1 === errorLine && "bg-red-soft text-red font-strong -mr-2 pr-2")}
          >
            {line + 1}
          </span>
        ))}
      </pre>
      <textarea
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        {...rest}
        readOnly={!isAwake}
        ref={area}
        rows={rows}
        value={value}
        onChange={(event) => onValue(event.target.value)}
        onKeyDown={keepIndentation}
        onScroll={(event) => gutter.current?.scrollTo(0, event.currentTarget.scrollTop)}
        className="text-13 pointer-coarse:text-16 block w-full min-w-0 resize-none bg-transparent px-3 py-2 font-mono leading-5! outline-none"
      />
    </div>
  );
}

function keepIndentation(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
  const { value, selectionStart } = event.currentTarget;
  const lineStart = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const indent = /^[ \t]*/.exec(value.slice(lineStart, selectionStart))![0];
  const deeper = /[{([]\s*$/.test(value.slice(lineStart, selectionStart)) ? "  " : "";
  if (!indent && !deeper) return;
  event.preventDefault();
  // The one way to insert text that keeps the browser's own undo.
  document.execCommand("insertText", false, `\n${indent}${deeper}`);
}
