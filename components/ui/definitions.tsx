import type { ReactNode } from "react";

/** Names and their values, in rows that line up. */
export function Definitions({
  items,
}: {
  items: readonly { name: string; value: ReactNode; hint?: string }[];
}) {
  return (
    <dl className="divide-line divide-y">
      {items.map(({ name, value, hint }) => (
        <div key={name} className="flex items-center justify-between gap-6 py-2 first:pt-0 last:pb-0">
          <dt data-hint={hint} className="text-13 text-ink-2 font-normal shrink-0">
            {name}
          </dt>
          <dd className="min-w-0 text-right break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
