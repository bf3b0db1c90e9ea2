import { encodePacked } from "viem";
import { expect, test } from "vitest";
import { splitVote } from "./split-vote";

test.each([
  [0, { against: 9n, for: 0n, abstain: 0n }],
  [1, { against: 0n, for: 9n, abstain: 0n }],
  [2, { against: 0n, for: 0n, abstain: 9n }],
])("a vote for %s goes there as a whole", (support, parts) =>
  expect(splitVote({ support, weight: 9n, params: "0x" })).toEqual(parts),
);

test("a vote in parts goes where its parameters say", () => {
  const params = encodePacked(["uint128", "uint128", "uint128"], [1n, 2n, 3n]);
  expect(splitVote({ support: 255, weight: 6n, params })).toEqual({ against: 1n, for: 2n, abstain: 3n });
});

test("a vote in parts without its parts is refused by name", () =>
  expect(() => splitVote({ support: 255, weight: 6n, params: "0x1234" })).toThrow("this has 2: 0x1234"));
