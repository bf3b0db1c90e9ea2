import type { ReactNode } from "react";
import { Mark } from "./mark";

type EmptyStateProps = {
  /** What will be here. */
  title: string;
  children?: ReactNode;
  /** The one thing to do. */
  action?: ReactNode;
};

/** Says what will be here and the one thing to do. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="border-line rounded-panel flex flex-col items-center gap-2 border border-dashed px-6 py-10 text-center">
      <Mark className="text-ink-3 mb-2 size-6" />
      <p className="font-strong">{title}</p>
      {children && <div className="text-13 text-ink-2 measure">{children}</div>}
      {action && <div className="mt-4">{action}</div>}
    </div>
  );
}
