import type { ReactNode } from "react";

/** A part of a page with its heading; what acts on the whole part stands beside it. */
export function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="flex min-w-0 flex-col gap-4">
      <header className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-16 font-strong">{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** The head of a page: its name, one sentence, and what acts on all of it. */
export function PageHead({
  title,
  children,
  aside,
}: {
  title: ReactNode;
  children?: ReactNode;
  aside?: ReactNode;
}) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-4">
      <div className="min-w-0">
        <h1 className="text-28 font-strong break-words">{title}</h1>
        {children && <div className="text-ink-2 measure mt-1">{children}</div>}
      </div>
      {aside && <div className="flex flex-wrap gap-2">{aside}</div>}
    </header>
  );
}
