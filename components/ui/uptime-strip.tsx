import { clsx } from "clsx";

export type UptimeSlot = { key: string; state: "up" | "partly" | "down" | "unknown"; hint: string };

const looks: Record<UptimeSlot["state"], string> = {
  up: "bg-signal h-6",
  partly: "bg-amber h-4",
  down: "bg-red h-2",
  unknown: "bg-line h-6",
};

/** One mark for each slot of time, oldest first; height and colour say the same. The evidence is on hover. */
export function UptimeStrip({ slots, label }: { slots: readonly UptimeSlot[]; label: string }) {
  return (
    <ol aria-label={label} className="flex h-6 items-end gap-px">
      {slots.map(({ key, state, hint }) => (
        <li key={key} data-hint={hint} className={clsx("min-w-0 flex-1 rounded-[1px]", looks[state])}>
          <span className="sr-only">{hint}</span>
        </li>
      ))}
    </ol>
  );
}
