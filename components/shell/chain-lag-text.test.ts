import { expect, test } from "vitest";
import { chainLagText } from "./chain-lag-text";

const chain = { state: "up", height: 1_300 } as const;

test("as long as the index keeps up nothing is said", () => {
  expect(chainLagText({ chain, indexer: { state: "up", height: 1_299, lagBlocks: 1 } })).toBeUndefined();
});

test.each([
  [
    { chain, indexer: { state: "slow", height: 1_234, lagBlocks: 66 } },
    /as of block 1,234, 66 blocks behind the chain/,
  ],
  [
    { chain: { state: "down" }, indexer: { state: "up", height: 1_234 } },
    /as of block 1,234: the chain does/,
  ],
  [{ chain, indexer: { state: "down" } }, /cannot read its index/],
] as const)("%o is told with the block that figures rest on", (parts, text) => {
  expect(chainLagText(parts)).toMatch(text);
});
