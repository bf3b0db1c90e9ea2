import { zeroAddress, type Hex } from "viem";
import { expect, test } from "vitest";
import type { FlowContext } from "@/components/transactions/flow-types";
import { delegate } from "./delegate";

const [wallet, other] = [`0x${"a1".repeat(20)}`, `0x${"b2".repeat(20)}`] as const;
const amb = 10n ** 18n;

const effectsWith = (answers: { balanceOf: bigint; delegates: Hex; getVotes: bigint }) => {
  const chain = {
    readContract: async ({ functionName }: { functionName: keyof typeof answers }) => answers[functionName],
  };
  const context = { wallet, chain, market: { contracts: { token: zeroAddress } } } as unknown as FlowContext;
  return delegate.effects(context, { to: other, self: false });
};

test("the votes of the other wallet grow by what this one holds", async () => {
  const [, votes] = await effectsWith({ balanceOf: 5n * amb, delegates: zeroAddress, getVotes: 2n * amb });
  expect(votes).toEqual({ name: "Votes of that wallet", before: "2 AMB", after: "7 AMB" });
});

test.each([
  [{ balanceOf: 0n, delegates: zeroAddress, getVotes: 0n }, "no AMB in your wallet"],
  [{ balanceOf: amb, delegates: other, getVotes: amb }, "vote there already"],
])("nobody pays for a delegation that changes nothing: %o", async (answers, detail) => {
  await expect(effectsWith(answers)).rejects.toMatchObject({
    kind: "impossible",
    more: { detail: expect.stringContaining(detail) },
  });
});
