import { describe, expect, test } from "vitest";
import { pauseOf, type DevicePause } from "./device-pause";
import { parseHours } from "./operating-hours";

const noon = Date.parse("2026-01-15T12:00:00Z");
const nights = { timeZone: "UTC", spans: parseHours("22:00-07:00")! };

describe("limits of the operator", () => {
  test("no limit pauses nothing, however hot", () =>
    expect(
      pauseOf({ hours: null, temperatureMaxC: null }, { at: noon, temperatureC: 119 }, null),
    ).toBeNull());

  test("outside its hours it pauses and says which they are", () => {
    const limits = { hours: nights, temperatureMaxC: null };
    expect(pauseOf(limits, { at: noon, temperatureC: null }, null)).toEqual({
      reason: "OUTSIDE_HOURS",
      facts: { hours: "22:00-07:00 UTC" },
    });
    expect(pauseOf(limits, { at: noon + 10 * 3_600_000, temperatureC: null }, null)).toBeNull();
  });

  test("it pauses above the ceiling and resumes ten degrees below it", () => {
    const limits = { hours: null, temperatureMaxC: 80 };
    const readings = [79, 80, 81, 80, 71, 70, 75, 81];
    let pause: DevicePause | null = null;
    const paused = readings.map((temperatureC) => {
      pause = pauseOf(limits, { at: noon, temperatureC }, pause);
      return pause?.reason ?? "-";
    });
    const hot = "DEVICE_HOT";
    expect(paused).toEqual(["-", "-", hot, hot, hot, "-", "-", hot]);
    expect(pause).toEqual({ reason: hot, facts: { limitC: 80, resumesAtC: 70 } });
  });

  test("where no temperature can be read the ceiling pauses nothing", () =>
    expect(pauseOf({ hours: null, temperatureMaxC: 80 }, { at: noon, temperatureC: null }, null)).toBeNull());
});
