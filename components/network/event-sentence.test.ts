import { decodeEventLog, encodeAbiParameters, encodeEventTopics } from "viem";
import { expect, test } from "vitest";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { eventSentence } from "./event-sentence";

const customer = `0x${"ab".repeat(20)}` as const;
const operator = `0x${"cd".repeat(20)}` as const;

test.each([
  [1n, "with a fee of $0.000001 in it"],
  [0n, "without a fee"],
])("a payment with a fee of %d is told with its parts, from the contract's own event", (fee, told) => {
  const topics = encodeEventTopics({
    abi: escrowAbi,
    eventName: "TabRedeemed",
    args: { customer, operator, key: customer },
  });
  const uint = { type: "uint128" } as const;
  const data = encodeAbiParameters([uint, uint, uint, uint, uint], [200n, 13n, 13n, 13n, fee]);
  const { eventName, args } = decodeEventLog({ abi: escrowAbi, topics: topics as [`0x${string}`], data });
  expect(
    eventSentence({ name: eventName, args: args as object as Record<string, unknown> })?.toLowerCase(),
  ).toBe(
    `$0.000013 of the balance of 0xabab…abab went to the operator 0xcdcd…cdcd, ${told}. the tab stands at $0.000013.`,
  );
});

test("every sentence belongs to an event that a contract can emit", () => {
  const names: string[] = escrowAbi
    .filter(({ type }) => type === "event")
    .map((event) => ("name" in event ? event.name : ""));
  for (const name of [
    "Deposited",
    "Thawing",
    "ThawCancelled",
    "Withdrawn",
    "EarningsWithdrawn",
    "EarningsKept",
    "SessionAuthorised",
    "SessionRevoked",
  ])
    expect(names).toContain(name);
});

test("an event without words has none", () =>
  expect(eventSentence({ name: "Odd", args: {} })).toBeUndefined());
