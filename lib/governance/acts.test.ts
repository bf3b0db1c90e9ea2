import { type Address, decodeFunctionData, keccak256, stringToHex } from "viem";
import { expect, test } from "vitest";
import { timelockAbi } from "@/lib/chain/abi/timelock";
import { callsOf, type Act } from "./acts";
import { describeCall, innerCalls } from "./describe-call";

const at = (digit: string): Address => `0x${digit.repeat(40)}`;
const contracts = {
  params: at("1"),
  treasury: at("2"),
  upgradeTimelock: at("3"),
  usdc: at("4"),
  devices: at("5"),
  escrow: at("6"),
  committee: at("7"),
  governor: at("a"),
  guardian: at("b"),
};
const device = keccak256("0x01");
const further = { delay: 180, salt: keccak256("0x02") };

test.each<[Act, string[]]>([
  [{ kind: "figure", name: "bounty", value: 7n * 10n ** 18n }, ["Sets bounty to 7 AMB."]],
  [
    { kind: "figure", name: "feeBps", value: 300n },
    ["Sets fee to 3 %.", "Has the escrow take the fee as it is set from here on."],
  ],
  [
    { kind: "payment", token: contracts.usdc, to: at("9"), amount: 1_000_000n, purpose: "audit" },
    ["Pays $1.000000 from the treasury to 0x9999…9999 for “audit”."],
  ],
  [
    { kind: "tier", device, tier: 2, reason: "seen" },
    [`Approves the device ${device.slice(0, 6)}…${device.slice(-4)} for tier 2 (seen).`],
  ],
  [
    { kind: "class", class: 4, stake: 10n ** 18n, maxTier: 3, autoApprove: false },
    ["Devices of class 4 stake 1 AMB, rise to tier 3 at most, and only votes raise them."],
  ],
  [
    { kind: "committee", members: [at("9"), at("8")], quorum: 2, assigned: 2 },
    ["Makes 2 verifiers the committee; 2 sign a root, 2 measure each device."],
  ],
  [
    { kind: "upgrade", contract: "devices", code: at("9") },
    ["Puts one further act into the upgrade timelock."],
  ],
  [{ kind: "outflow", bps: 500n }, ["Puts one further act into the upgrade timelock."]],
  [{ kind: "rule", name: "votingDelay", value: 60n }, ["Votes begin 1 min after a proposal."]],
  [{ kind: "rule", name: "votingPeriod", value: 3600n }, ["Votes last 1 h."]],
  [
    { kind: "rule", name: "lateQuorumExtension", value: 90n },
    ["A quorum that is reached late leaves at least 1 min 30 s to vote."],
  ],
  [
    { kind: "rule", name: "proposalThreshold", value: 10n ** 18n },
    ["A proposal needs 1 AMB of votes behind it."],
  ],
  [{ kind: "term", until: 1_800_000_000 }, ["Lets the guardian act until 2027-01-15 08:00 UTC."]],
  [{ kind: "council", council: at("9") }, ["Hands the guardian’s brake to 0x9999…9999."]],
  [{ kind: "text" }, ["Changes nothing on chain: the text alone is decided."]],
])("%s becomes calls that read as what was meant", (act, sentences) => {
  const described = callsOf(act, contracts, further).map((call) => describeCall(call, contracts));
  expect(described.map(({ sentence }) => sentence)).toEqual(sentences);
  expect(described.every(({ isExact }) => isExact)).toBe(true);
});

test.each<[Act, string]>([
  [{ kind: "upgrade", contract: "devices", code: at("9") }, "Runs new code for devices, at 0x9999…9999."],
  [{ kind: "outflow", bps: 500n }, "Lets at most 5 % of the treasury leave in one window."],
])("%s waits in the further timelock under a name of its own", (act, says) => {
  const [call] = callsOf(act, contracts, further);
  const inner = innerCalls(call!, contracts);
  expect(inner.map((each) => describeCall(each, contracts).sentence)).toEqual([says]);
  const { args } = decodeFunctionData({ abi: timelockAbi, data: call!.data });
  expect(args.slice(4)).toEqual([further.salt, 180n]);
});

test("a committee is put in order, as the contract wants it", () => {
  const act = { kind: "committee", quorum: 1, assigned: 1 } as const;
  expect(callsOf({ ...act, members: [at("9"), at("8")] }, contracts, further)).toEqual(
    callsOf({ ...act, members: [at("8"), at("9")] }, contracts, further),
  );
});

test("a market without the contract is told so by name", () =>
  expect(() => callsOf({ kind: "text" }, {}, further)).toThrow('no contract "params"'));

test("a purpose that is too long is not cut", () =>
  expect(() =>
    callsOf(
      { kind: "payment", token: at("4"), to: at("9"), amount: 1n, purpose: "x".repeat(33) },
      contracts,
      further,
    ),
  ).toThrow(String(stringToHex("x".repeat(33)).length / 2 - 1)));
