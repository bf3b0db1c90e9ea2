import { clsx } from "clsx";
import type { z } from "zod";
import type { deviceDaySchema } from "@/lib/api/devices";

type Day = z.infer<typeof deviceDaySchema>;

/** How a day went, in words and in its colour. The colour never says it alone: each day has a hint and a line for screen readers. */
function toldDay({ day, leases, faults }: Day): { text: string; ground: string } {
  const when = new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  if (leases === 0) return { text: `${when}: no lease ended.`, ground: "bg-hover" };
  const ended = `${leases} ${leases === 1 ? "lease" : "leases"} ended`;
  if (faults === 0) return { text: `${when}: ${ended}, none by its fault.`, ground: "bg-signal" };
  return {
    text: `${when}: ${ended}, ${faults} by its fault.`,
    ground: faults === leases ? "bg-red" : "bg-amber",
  };
}

/** A device's last thirty days, today on the right. */
export function DayStrip({ days }: { days: readonly Day[] }) {
  const [leases, faults] = [total(days, "leases"), total(days, "faults")];
  return (
    <div className="panel flex flex-col gap-2 p-4">
      <ol className="flex h-8 gap-px sm:gap-0.5">
        {days.map((day) => {
          const { text, ground } = toldDay(day);
          return (
            <li key={day.day} data-hint={text} className={clsx("min-w-0 flex-1 rounded-[2px]", ground)}>
              <span className="sr-only">{text}</span>
            </li>
          );
        })}
      </ol>
      <p className="text-12 text-ink-3 flex justify-between gap-4">
        <span>29 days ago</span>
        <span>
          {leases === 0
            ? "No lease has ended here yet."
            : `${leases.toLocaleString("en-GB")} ended, ${faults.toLocaleString("en-GB")} by its fault`}
        </span>
        <span>Today</span>
      </p>
    </div>
  );
}

const total = (days: readonly Day[], of: "leases" | "faults") => days.reduce((sum, day) => sum + day[of], 0);
