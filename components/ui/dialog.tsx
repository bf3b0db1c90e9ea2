"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** One sentence under the title. */
  description?: ReactNode;
  /** Buttons; they stay in sight when the content is long. */
  footer?: ReactNode;
  /** `side` slides in from the right: for what is read beside the page. */
  placement?: "centre" | "side";
  children: ReactNode;
};

const placements = {
  centre:
    "sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[30rem] sm:-translate-1/2 sm:max-h-[85dvh] sm:rounded-panel",
  side: "sm:inset-y-0 sm:right-0 sm:left-auto sm:w-[30rem] sm:max-h-none sm:rounded-none sm:border-y-0 sm:border-r-0",
};

/** A dialog over the page: in the middle or at the side of a screen, from the bottom on a phone. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  footer,
  placement = "centre",
  children,
}: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="animate-appear fixed inset-0 z-40 bg-[oklch(0.15_0.01_75/0.45)]" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          className={`bg-panel border-line shadow-float animate-rise rounded-t-panel fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] flex-col border focus:outline-none ${placements[placement]}`}
        >
          <header className="flex items-start justify-between gap-4 px-6 pt-5 pb-4">
            <div className="min-w-0">
              <Radix.Title className="text-16 font-strong">{title}</Radix.Title>
              {description && (
                <Radix.Description asChild>
                  <div className="text-13 text-ink-2 mt-1">{description}</div>
                </Radix.Description>
              )}
            </div>
            <Radix.Close
              aria-label="Close"
              className="rounded-control text-ink-2 hover:bg-hover hover:text-ink -mt-1 -mr-2 inline-flex size-10 shrink-0 items-center justify-center pointer-fine:size-8"
            >
              <X size={16} aria-hidden="true" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-6 pb-6">{children}</div>
          {footer && (
            <footer className="border-line flex flex-wrap justify-end gap-2 border-t px-6 py-4">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
