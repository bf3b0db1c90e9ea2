import { expect, test } from "vitest";
import { paramInput, readParam } from "./read-param";

test.each<[string, string, bigint | undefined]>([
  ["feeBps", "2.5", 250n],
  ["feeBps", "2.555", undefined],
  ["approvalDelay", "60", 60n],
  ["approvalDelay", "1.5", undefined],
  ["bounty", "1,000", 1_000n * 10n ** 18n],
  ["rewardPerFee", "10", 10n ** 13n],
  ["balanced.price", "12", 12n],
  ["balanced.price", "-1", undefined],
  ["balanced.price", "twelve", undefined],
])("%s typed as %s is %s", (key, text, value) => {
  expect(readParam(key, text)).toBe(value);
  if (value !== undefined) expect(readParam(key, paramInput(key, value))).toBe(value);
});
