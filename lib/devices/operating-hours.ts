import { z } from "zod";

const minutesOfDay = 24 * 60;
const minute = z.int().min(0).max(minutesOfDay);

/** Spans of the day in which a device takes leases, on the clocks of one time zone. `to` before `from` is the next morning. */
export const operatingHoursSchema = z.object({
  timeZone: z.string().max(60).refine(isTimeZone, "a time zone of the IANA list, such as Europe/Berlin"),
  spans: z
    .array(z.object({ fromMinute: minute, toMinute: minute }))
    .min(1)
    .max(10),
});
export type OperatingHours = z.infer<typeof operatingHoursSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false; // RangeError is how the standard says that there is no such zone.
  }
}

/** Reads "22:00-07:00" or "09:00-12:30,13:30-24:00". Undefined when it is none of these. */
export function parseHours(text: string): OperatingHours["spans"] | undefined {
  const spans = text.split(",").map((span) => {
    const [from, to, ...more] = span.split("-").map((time) => parseTime(time.trim()));
    return from === undefined || to === undefined || more.length > 0 || from === to
      ? undefined
      : { fromMinute: from, toMinute: to };
  });
  return spans.every((span) => span !== undefined) ? spans : undefined;
}

function parseTime(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined || Number(minutes) > 59) return undefined;
  const total = Number(hours) * 60 + Number(minutes);
  return total <= minutesOfDay ? total : undefined;
}

/** The hours as an operator writes them, with their zone. */
export function hoursText({ spans, timeZone }: OperatingHours): string {
  const time = (total: number) =>
    `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
  const text = spans.map(({ fromMinute, toMinute }) => `${time(fromMinute)}-${time(toMinute)}`).join(",");
  return `${text} ${timeZone}`;
}

/** Whether an instant (milliseconds since 1970) is within the hours. The end of a span is outside of it. */
export function isWithinHours({ spans, timeZone }: OperatingHours, at: number): boolean {
  const now = minuteOfDay(at, timeZone);
  return spans.some(({ fromMinute, toMinute }) =>
    fromMinute < toMinute ? fromMinute <= now && now < toMinute : now >= fromMinute || now < toMinute,
  );
}

function minuteOfDay(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(at);
  const part = (type: "hour" | "minute") => Number(parts.find((found) => found.type === type)?.value);
  return part("hour") * 60 + part("minute");
}
