import { expect, test } from "vitest";
import { formatRateDown } from "./format-rate";

test.each<[bigint, string]>([
  [0n, "0.000000"],
  [7n, "0.000007"],
  [8_300n, "0.008300"],
  [9_232n, "0.009232"],
  [125_000n, "0.1250"],
  [1_234_567n, "1.234"],
  [12_349_999n, "12.34"],
  [1_234_567_890n, "1234.56"],
])("%s µ$ an hour is written %s", (rate, text) => expect(formatRateDown(rate)).toBe(text));
