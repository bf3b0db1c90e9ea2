import { expect, test } from "vitest";
import { outflowUsedDown } from "./outflow-used";

test.each([
  ["nothing left yet", { balance: 1000n, available: 100n, outflowBps: 1_000n }, { used: 0n, limit: 100n }],
  [
    "forty of a thousand left",
    { balance: 960n, available: 60n, outflowBps: 1_000n },
    { used: 40n, limit: 100n },
  ],
  ["the whole tenth left", { balance: 900n, available: 0n, outflowBps: 1_000n }, { used: 100n, limit: 100n }],
  ["everything may leave", { balance: 7n, available: 7n, outflowBps: 10_000n }, { used: 0n, limit: 7n }],
  ["nothing may leave", { balance: 7n, available: 0n, outflowBps: 0n }, { used: 0n, limit: 0n }],
])("%s", (_, holding, told) => expect(outflowUsedDown(holding)).toEqual(told));
