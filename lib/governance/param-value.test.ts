import { expect, test } from "vitest";
import { figureText, paramName, paramValue } from "./param-value";

test.each<[string, bigint, string, string]>([
  ["feeBps", 200n, "Fee", "2 %"],
  ["approvalDelay", 60n, "Approval delay", "1 min"],
  ["slashPerDayBps", 2_000n, "Slash per day", "20 %"],
  ["votingPeriod", 3_600n, "Voting period", "1 h"],
  ["proposalThreshold", 10n ** 20n, "Proposal threshold", "100 AMB"],
  ["expiresAt", 1_800_000_000n, "Expires at", "2027-01-15 08:00 UTC"],
  ["bounty", 500n * 10n ** 18n, "Bounty", "500 AMB"],
  ["rewardPerFee", 10n ** 13n, "Reward per fee", "10 AMB for $1"],
  ["most-reliable.roundTrip", 1000n, "Most reliable: round trip", "1,000"],
])("%s %s is read as %s: %s", (key, value, name, text) => {
  expect(paramName(key)).toBe(name);
  expect(paramValue(key, value)).toBe(text);
  expect(figureText(key, value.toString())).toBe(text);
});

test("a figure that is no number stays as it is", () => expect(figureText("council", "0xab")).toBe("0xab"));
