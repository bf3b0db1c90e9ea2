import { describe, expect, test } from "vitest";
import { hoursText, isWithinHours, operatingHoursSchema, parseHours } from "./operating-hours";

const berlin = (text: string) => ({ timeZone: "Europe/Berlin", spans: parseHours(text)! });

describe("hours of the day", () => {
  test.each([
    ["22:00-07:00", "2026-01-15T20:59:59Z", false],
    ["22:00-07:00", "2026-01-15T21:00:00Z", true],
    ["22:00-07:00", "2026-01-16T05:59:59Z", true],
    ["22:00-07:00", "2026-01-16T06:00:00Z", false],
    // Summer time moves the same wall clock by an hour.
    ["22:00-07:00", "2026-07-15T20:00:00Z", true],
    ["22:00-07:00", "2026-07-16T05:00:00Z", false],
    ["09:00-12:30, 13:30-24:00", "2026-01-15T11:29:00Z", true],
    ["09:00-12:30, 13:30-24:00", "2026-01-15T11:30:00Z", false],
    ["09:00-12:30, 13:30-24:00", "2026-01-15T22:59:00Z", true],
    ["09:00-12:30, 13:30-24:00", "2026-01-15T23:00:00Z", false],
    // The night on which 02:00 to 03:00 does not exist: 01:30Z is 03:30 on the wall.
    ["02:00-03:00", "2026-03-29T01:30:00Z", false],
  ])("%s in Berlin at %s: %s", (text, at, within) =>
    expect(isWithinHours(berlin(text), Date.parse(at))).toBe(within),
  );

  test.each(["", "22-7", "22:00", "25:00-26:00", "10:61-11:00", "10:00-11:00-12:00", "10:00-10:00", "9:00-"])(
    "%j is no hours",
    (text) => expect(parseHours(text)).toBeUndefined(),
  );

  test("a time zone that nobody knows is refused", () => {
    expect(operatingHoursSchema.safeParse(berlin("9:00-17:00")).success).toBe(true);
    const { success } = operatingHoursSchema.safeParse({ ...berlin("9:00-17:00"), timeZone: "Mars/Base" });
    expect(success).toBe(false);
  });

  test("they are told as they were written", () =>
    expect(hoursText(berlin("9:00-12:30,22:00-07:00"))).toBe("09:00-12:30,22:00-07:00 Europe/Berlin"));
});
