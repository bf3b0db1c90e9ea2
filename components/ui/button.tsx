import { clsx } from "clsx";
import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import type { ButtonHTMLAttributes, ReactNode } from "react";

type ButtonLook = "primary" | "secondary" | "quiet" | "danger";
type Shape = { look?: ButtonLook; size?: "s" | "m" | "l"; icon?: LucideIcon; children: ReactNode };

const looks: Record<ButtonLook, string> = {
  primary: "bg-ink text-on-ink border-ink enabled:hover:bg-ink-2 enabled:hover:border-ink-2",
  secondary: "bg-panel text-ink border-edge enabled:hover:bg-hover",
  quiet: "bg-transparent text-ink border-transparent enabled:hover:bg-hover",
  danger: "bg-panel text-red border-red enabled:hover:bg-red-soft",
};
const sizes = { s: "px-2 text-13 target", m: "px-4 min-h-10 text-14", l: "px-4 sm:px-6 min-h-12 text-16" };

function shape({ look = "secondary", size = "m" }: Pick<Shape, "look" | "size">): string {
  return clsx(
    "rounded-control font-strong inline-flex max-w-full items-center justify-center gap-2 border py-1 text-center transition-colors select-none",
    "aria-disabled:cursor-not-allowed aria-disabled:opacity-55",
    looks[look],
    sizes[size],
  );
}

type ButtonProps = Shape &
  Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled" | "className"> & {
    /** Why it cannot be pressed now. It stays in reach of the keyboard, so that everybody can read it. */
    disabledReason?: string | undefined;
    /** What is happening because it was pressed; shown in place of its words. */
    busy?: string | undefined;
    /** Fills the width that it is given. */
    wide?: boolean;
  };

/** A button with a verb on it. A press while it is busy or disabled does nothing. */
export function Button(props: ButtonProps) {
  const { look, size, icon: Icon, disabledReason, busy, wide, children, onClick, ...rest } = props;
  const off = disabledReason !== undefined || busy !== undefined;
  return (
    <button
      type="button"
      {...rest}
      className={clsx(shape({ look, size }), wide && "w-full")}
      aria-disabled={off || undefined}
      aria-busy={busy !== undefined || undefined}
      data-hint={disabledReason}
      onClick={off ? (event) => event.preventDefault() : onClick}
    >
      {Icon && <Icon size={16} aria-hidden="true" className={clsx("shrink-0", busy && "animate-wait")} />}
      <span className="min-w-0 break-words">{busy ?? children}</span>
    </button>
  );
}

/** A link that looks like a button: it leads somewhere and does nothing else. */
export function ButtonLink({ href, look, size, icon: Icon, children }: Shape & { href: string }) {
  return (
    <Link href={href} className={shape({ look, size })}>
      {Icon && <Icon size={16} aria-hidden="true" className="shrink-0" />}
      <span className="min-w-0 break-words">{children}</span>
    </Link>
  );
}

/** A button that shows one icon; `label` says what it does. */
export function IconButton({
  label,
  icon: Icon,
  ...rest
}: { label: string; icon: LucideIcon } & Omit<
  ButtonHTMLAttributes<HTMLButtonElement>,
  "className" | "children"
>) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      data-hint={label}
      className="rounded-control text-ink-2 hover:bg-hover hover:text-ink inline-flex size-10 shrink-0 items-center justify-center transition-colors pointer-fine:size-8"
    >
      <Icon size={16} aria-hidden="true" />
    </button>
  );
}
