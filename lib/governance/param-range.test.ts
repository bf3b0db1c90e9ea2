import { expect, test } from "vitest";
import { paramRange } from "./param-range";

const fee = { key: "feeBps", value: 200n, min: 0n, max: 1_000n, maxStepBps: 5_000n };

test.each([
  ["half of it either way", {}, { least: 100n, most: 300n }],
  ["no further than the upper bound", { value: 800n }, { least: 400n, most: 1_000n }],
  ["no further than the lower bound", { min: 150n }, { least: 150n, most: 300n }],
  ["a step rounded down", { value: 3n }, { least: 2n, most: 4n }],
  ["anywhere from zero", { value: 0n }, { least: 0n, most: 1_000n }],
])("a vote moves a figure %s", (_, more, range) => expect(paramRange({ ...fee, ...more })).toEqual(range));
