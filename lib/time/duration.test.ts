import { expect, test } from "vitest";
import { formatDuration, startedSecondsUp } from "./duration";

test.each([
  [12, "12 ms"],
  [1500, "1.5 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [11_520_000, "3 h 12 min"],
  [90_000_000, "1 d 1 h"],
])("%d ms reads %s", (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));

test.each([
  [0, 1],
  [1, 1],
  [1000, 1],
  [1001, 2],
])("%d ms is %d started seconds", (milliseconds, seconds) =>
  expect(startedSecondsUp(milliseconds)).toBe(seconds),
);
