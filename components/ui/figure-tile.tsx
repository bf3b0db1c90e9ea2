import type { ReactNode } from "react";

/** One figure that matters, with its name above and what it means below. */
export function FigureTile({
  name,
  hint,
  children,
}: {
  name: string;
  hint?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="panel flex min-w-0 flex-col gap-1 p-4">
      <p className="text-13 text-ink-2">{name}</p>
      <p className="text-20 font-strong">{children}</p>
      {hint && <p className="text-12 text-ink-3">{hint}</p>}
    </div>
  );
}
