import { decodeFunctionData, type Hex } from "viem";
import { expect, test } from "vitest";
import { governorAbi } from "@/lib/chain/abi/governor";
import { splitVote } from "@/lib/governance/split-vote";
import { stepsOf, type FlowContext } from "@/components/transactions/flow-types";
import { castVote, type Choice } from "./cast-vote";

const governor: Hex = `0x${"1".repeat(40)}`;
const context = { market: { contracts: { governor } } } as unknown as FlowContext;

async function sent(choice: Choice) {
  const input = { proposal: "7", title: "x", choice, reason: "because" };
  const [step] = stepsOf(castVote, input);
  if (step?.kind !== "send") throw new Error("the first step sends nothing");
  const { to, data } = await step.call(context, input, []);
  expect(to).toBe(governor);
  const { functionName, args } = decodeFunctionData({ abi: governorAbi, data });
  if (functionName === "castVoteWithReason" || functionName === "castVoteWithReasonAndParams") {
    const [proposal, support, reason, params = "0x"] = args;
    return { proposal, support, reason, params };
  }
  throw new Error(`${functionName} is no vote with a reason`);
}

test.each<[Choice, { against: bigint; for: bigint; abstain: bigint }]>([
  ["for", { against: 0n, for: 6n, abstain: 0n }],
  ["against", { against: 6n, for: 0n, abstain: 0n }],
  ["abstain", { against: 0n, for: 0n, abstain: 6n }],
  [
    { against: 1n, for: 2n, abstain: 3n },
    { against: 1n, for: 2n, abstain: 3n },
  ],
])("a vote %o is sent as the indexer counts it", async (choice, parts) => {
  const { proposal, support, reason, params } = await sent(choice);
  expect([proposal, reason]).toEqual([7n, "because"]);
  expect(splitVote({ support, weight: 6n, params })).toEqual(parts);
});
