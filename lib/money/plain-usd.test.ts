import { expect, test } from "vitest";
import { plainUsd } from "./plain-usd";
import { parseUsd } from "./usd6";

test.each<[bigint, string]>([
  [20_000_000n, "20"],
  [100_000_000n, "100"],
  [500_000n, "0.5"],
  [1n, "0.000001"],
  [0n, "0"],
])("%s µ$ is %s, and reads back", (amount, text) => {
  expect(plainUsd(amount)).toBe(text);
  expect(parseUsd(text)).toBe(amount);
});
