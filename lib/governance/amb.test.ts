import { expect, test } from "vitest";
import { ambText, exactAmb, parseAmb, shortAmbDown } from "./amb";

const amb = 10n ** 18n;

test.each([
  ["10000", 10_000n * amb],
  ["10,000.5", 10_000n * amb + amb / 2n],
  ["0.000000000000000001", 1n],
  ["", undefined],
  ["-1", undefined],
  ["1e3", undefined],
  ["0.0000000000000000001", undefined],
])("%s is read as %s", (text, wei) => expect(parseAmb(text)).toBe(wei));

test.each([
  [1_234_567n * amb, "1,234,567", "1,234,567"],
  [amb / 2n, "0.5", "0.5"],
  [1_999n * (amb / 1000n), "1.999", "1.99"],
  [1n, "0.000000000000000001", "< 0.01"],
  [0n, "0", "0"],
])("%s is shown exactly as %s and shortly as %s", (wei, exact, short) => {
  expect(exactAmb(wei)).toBe(exact);
  expect(shortAmbDown(wei)).toBe(short);
  expect(ambText(wei)).toBe(`${exact} AMB`);
});
