"use client";

import { clsx } from "clsx";
import { ArrowDown } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";

export type LogLine = { text: string; stream: "stdout" | "stderr" };

type LogViewProps = {
  label: string;
  lines: readonly LogLine[];
  /** Shown while there is no line: what is awaited, or that nothing was written. */
  empty: string;
  /** Rows in sight; the place is kept from the start, so that nothing jumps when lines arrive. */
  rows?: number;
};

const rowPx = 20;
/** Rows drawn beyond the edges, so that a fast scroll shows no gap. */
const beyond = 20;
/** A screen reader hears the last line at most this often. */
const announceEveryMs = 3000;

/**
 * A log that may be very long: only the rows in sight are drawn. It follows the tail until the reader
 * scrolls up, and again when the reader comes back down.
 */
export function LogView({ label, lines, empty, rows = 14 }: LogViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [following, setFollowing] = useState(true);
  const announced = useThrottled(lines.at(-1)?.text ?? "", announceEveryMs);

  const first = Math.max(0, Math.floor(top / rowPx) - beyond);
  const shown = lines.slice(first, first + rows + 2 * beyond);

  useLayoutEffect(() => {
    if (body.current) {
      body.current.style.height = `${lines.length * rowPx}px`;
      body.current.style.paddingTop = `${first * rowPx}px`;
    }
    if (following && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines.length, first, following]);

  useLayoutEffect(() => {
    if (box.current) box.current.style.height = `${rows * rowPx + 16}px`;
  }, [rows]);

  return (
    <div className="relative">
      <div
        ref={box}
        role="log"
        aria-label={label}
        aria-live="off"
        // The log scrolls, so the keyboard must reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          setTop(scrollTop);
          setFollowing(scrollHeight - scrollTop - clientHeight < rowPx);
        }}
        className="bg-sunken border-line rounded-control text-12 overflow-auto border py-2 font-mono leading-5"
      >
        {lines.length === 0 && <p className="text-ink-3 px-3">{empty}</p>}
        <div ref={body} className="box-border w-max min-w-full">
          {shown.map(({ text, stream }, index) => (
            <div key={first + index} className="hover:bg-hover flex h-5 whitespace-pre">
              <span
                aria-hidden="true"
                className="text-ink-3 bg-sunken sticky left-0 w-12 shrink-0 pr-3 text-right select-none"
              >
                {first + index + 1}
              </span>
              <span className={clsx("pr-3", stream === "stderr" && "text-amber")}>
                {stream === "stderr" && <span className="sr-only">Standard error: </span>}
                {text || " "}
              </span>
            </div>
          ))}
        </div>
      </div>
      {!following && (
        <button
          type="button"
          onClick={() => setFollowing(true)}
          className="bg-ink text-on-ink rounded-control text-12 font-strong shadow-float animate-appear target absolute right-4 bottom-3 flex items-center gap-1 px-3"
        >
          <ArrowDown size={13} aria-hidden="true" />
          Follow the end
        </button>
      )}
      <p aria-live="polite" className="sr-only">
        {announced}
      </p>
    </div>
  );
}

/** The value as it was at most so long ago. */
function useThrottled(value: string, everyMs: number): string {
  const [held, setHeld] = useState(value);
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  }, [value]);
  useEffect(() => {
    const timer = setInterval(() => setHeld(latest.current), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return held;
}
