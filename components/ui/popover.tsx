"use client";

import { clsx } from "clsx";
import { useId, useRef, type ReactNode } from "react";
import { placeNear } from "./place-near";

type PopoverProps = {
  /** What is pressed to open it. */
  trigger: ReactNode;
  triggerClassName?: string;
  /** Names the trigger where its content does not. */
  label?: string;
  children: ReactNode;
};

/** A small floating panel that a press opens. The browser closes it on Escape and on a press elsewhere. */
export function Popover({ trigger, triggerClassName, label, children }: PopoverProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-label={label}
        className={clsx("rounded-control text-left", triggerClassName)}
      >
        {trigger}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        onToggle={(event) => {
          if (event.newState === "open" && button.current)
            placeNear(event.currentTarget, button.current, "below");
        }}
        className="bg-panel text-ink border-line rounded-panel shadow-float text-13 fixed inset-auto m-0 max-h-[70dvh] w-80 max-w-[calc(100vw-1rem)] overflow-y-auto border p-4 whitespace-normal"
      >
        {children}
      </div>
    </>
  );
}
