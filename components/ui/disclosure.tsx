import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

type DisclosureProps = {
  label: string;
  /** Open from the start, or kept open for as long as this says so. */
  open?: boolean | undefined;
  children: ReactNode;
};

/** More of the same thing, on demand. The browser's own: it works before any script does. */
export function Disclosure({ label, open, children }: DisclosureProps) {
  return (
    <details open={open} className="group/disclosure">
      <summary className="link text-13 target flex w-fit list-none items-center gap-1">
        <ChevronRight
          size={14}
          aria-hidden="true"
          className="transition-transform group-open/disclosure:rotate-90"
        />
        {label}
      </summary>
      <div className="pt-2">{children}</div>
    </details>
  );
}
