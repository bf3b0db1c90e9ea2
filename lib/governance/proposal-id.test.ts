import { expect, test } from "vitest";
import { proposalId } from "./proposal-id";

test("it depends on every call and on the description", () => {
  const call = { target: `0x${"1".repeat(40)}`, value: 0n, data: "0x1234" } as const;
  const ids = [
    proposalId([call], "a"),
    proposalId([call], "b"),
    proposalId([call, call], "a"),
    proposalId([{ ...call, value: 1n }], "a"),
    proposalId([{ ...call, data: "0x1235" }], "a"),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});
