import { keccak256, type Address } from "viem";
import { expect, test } from "vitest";
import { readAct } from "./read-act";

const at = (digit: string): Address => `0x${digit.repeat(40)}`;
const context = {
  contracts: { usdc: at("1"), token: at("2") },
  figures: [{ key: "feeBps", value: 200n, min: 0n, max: 1_000n, maxStepBps: 5_000n }],
  rules: { votingDelay: 10n, votingPeriod: 120n, lateQuorumExtension: 30n, proposalThreshold: 10n ** 20n },
  outflowBps: 1_000n,
  guardianEndsAt: 1_800_000_000,
  now: 1_700_000_000,
  upgradeDelay: 180,
};
const device = keccak256("0x01");

test.each([
  ["figure", { name: "feeBps", value: "3" }, { kind: "figure", name: "feeBps", value: 300n }],
  [
    "payment",
    { token: "usdc", amount: "12.5", to: at("9"), purpose: " audit " },
    { kind: "payment", token: at("1"), to: at("9"), amount: 12_500_000n, purpose: "audit" },
  ],
  [
    "payment",
    { token: "token", amount: "2", to: at("9"), purpose: "bounty" },
    { kind: "payment", token: at("2"), to: at("9"), amount: 2n * 10n ** 18n, purpose: "bounty" },
  ],
  ["upgrade", { contract: "bonds", code: at("9") }, { kind: "upgrade", contract: "bonds", code: at("9") }],
  ["rule", { value: "60" }, { kind: "rule", name: "votingDelay", value: 60n }],
  [
    "rule",
    { name: "proposalThreshold", value: "0.5" },
    { kind: "rule", name: "proposalThreshold", value: 5n * 10n ** 17n },
  ],
  ["outflow", { share: "7.5" }, { kind: "outflow", bps: 750n }],
  ["term", { days: "2" }, { kind: "term", until: 1_700_172_800 }],
  ["term", { days: "0" }, { kind: "term", until: 1_700_000_000 }],
  ["council", { council: at("9") }, { kind: "council", council: at("9") }],
  ["tier", { device, tier: "2", reason: "seen" }, { kind: "tier", device, tier: 2, reason: "seen" }],
  [
    "class",
    { class: "4", stake: "10", maxTier: "3", autoApprove: "no" },
    { kind: "class", class: 4, stake: 10n ** 19n, maxTier: 3, autoApprove: false },
  ],
  [
    "committee",
    { members: `${at("9")}\n${at("8")}`, quorum: "2", assigned: "1" },
    { kind: "committee", members: [at("9"), at("8")], quorum: 2, assigned: 1 },
  ],
  ["text", {}, { kind: "text" }],
] as const)("a %s form is read as its act", (kind, typed, act) =>
  expect(readAct(kind, typed, context)).toEqual({ act }),
);

test.each([
  ["figure", { name: "feeBps", value: "3.01" }, "value", "from 1 % to 3 %"],
  ["figure", { name: "feeBps", value: "2" }, "value", "what it is now"],
  ["figure", { name: "feeBps" }, "value", "A number"],
  ["payment", { amount: "0", to: at("9"), purpose: "x" }, "amount", "An amount"],
  ["payment", { amount: "1", to: "vitalik.eth", purpose: "x" }, "to", "An address"],
  ["payment", { amount: "1", to: at("9"), purpose: "ä".repeat(17) }, "purpose", "32 letters"],
  ["tier", { device: "0x12", tier: "1", reason: "x" }, "device", "64 hex digits"],
  ["class", { class: "0", stake: "1" }, "class", "1 to 255"],
  ["committee", { members: at("9"), quorum: "2", assigned: "1" }, "quorum", "from 1 to 1"],
  ["committee", { members: `${at("9")} ${at("9")}`, quorum: "1", assigned: "1" }, "members", "once"],
] as const)("a %s form with %o says what is wrong at %s", (kind, typed, field, error) =>
  expect(readAct(kind, typed, context).errors?.[field]).toContain(error),
);
