import { clsx } from "clsx";
import { CircleAlert, CircleCheck, Info, TriangleAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { toneText, type Tone } from "./tone";

const icons: Record<Tone, LucideIcon> = {
  signal: CircleCheck,
  amber: TriangleAlert,
  red: CircleAlert,
  neutral: Info,
};

type NoticeProps = {
  tone: Tone;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** Without a frame of its own, where it stands inside a panel. */
  bare?: boolean;
};

/** Something the reader has to know here: what happened, why, and what to do, in that order. */
export function Notice({ tone, title, children, action, bare }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div
      role={tone === "red" ? "alert" : "status"}
      className={clsx("flex items-start gap-3", !bare && "panel p-4")}
    >
      <Icon size={16} aria-hidden="true" className={clsx("mt-0.5 shrink-0", toneText[tone])} />
      <div className="min-w-0 flex-1">
        {title && <p className="font-strong">{title}</p>}
        {children && <div className="text-13 text-ink-2 break-words">{children}</div>}
        {action && <div className="mt-3 flex flex-wrap gap-2">{action}</div>}
      </div>
    </div>
  );
}
