import { concat, encodeFunctionData, pad, stringToHex, zeroHash, type Address } from "viem";
import { expect, test } from "vitest";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { paramsAbi } from "@/lib/chain/abi/params";
import { timelockAbi } from "@/lib/chain/abi/timelock";
import { treasuryAbi } from "@/lib/chain/abi/treasury";
import { describeCall, innerCalls } from "./describe-call";

const at = (digit: string): Address => `0x${digit.repeat(40)}`;
const contracts = {
  params: at("1"),
  treasury: at("2"),
  upgradeTimelock: at("3"),
  usdc: at("4"),
  token: at("5"),
  devices: at("6"),
};
const text32 = (text: string) => stringToHex(text, { size: 32 });

const fee = encodeFunctionData({ abi: paramsAbi, functionName: "set", args: [text32("feeBps"), 300n] });

test("a figure is set: in words, with its name for the value before", () => {
  const described = describeCall({ target: contracts.params, value: 0n, data: fee }, contracts);
  expect(described).toMatchObject({
    contract: "params",
    functionName: "set",
    sentence: "Sets fee to 3 %.",
    isExact: true,
    figure: { contract: "params", name: "feeBps", after: "300" },
  });
});

test.each([
  ["usdc", 12_500_000n, "Pays $12.500000 from the treasury to 0x9999…9999 for “audit”."],
  ["token", 3n * 10n ** 18n, "Pays 3 AMB from the treasury to 0x9999…9999 for “audit”."],
] as const)("a payment in %s says how much, to whom and what for", (token, amount, sentence) => {
  const data = encodeFunctionData({
    abi: treasuryAbi,
    functionName: "pay",
    args: [contracts[token], at("9"), amount, text32("audit")],
  });
  expect(describeCall({ target: contracts.treasury, value: 0n, data }, contracts).sentence).toBe(sentence);
});

test("what goes into the further timelock is unfolded", () => {
  const inner = encodeFunctionData({ abi: treasuryAbi, functionName: "setOutflow", args: [500n] });
  const data = encodeFunctionData({
    abi: timelockAbi,
    functionName: "schedule",
    args: [contracts.treasury, 0n, inner, zeroHash, zeroHash, 200n],
  });
  const calls = innerCalls({ target: contracts.upgradeTimelock, value: 0n, data }, contracts);
  expect(calls.map((call) => describeCall(call, contracts).sentence)).toEqual([
    "Lets at most 5 % of the treasury leave in one window.",
  ]);
});

test.each([
  ["0x", "Runs new code for devices, at 0x9999…9999."],
  ["0x12345678", "Runs new code for devices, at 0x9999…9999, and calls it at once with the bytes below."],
] as const)(
  "new code is the contract's figure, and a call after it (%s) is not kept back",
  (then, sentence) => {
    const data = encodeFunctionData({
      abi: devicesAbi,
      functionName: "upgradeToAndCall",
      args: [at("9"), then],
    });
    expect(describeCall({ target: contracts.devices, value: 0n, data }, contracts)).toMatchObject({
      sentence,
      figure: { contract: "devices", name: "code", after: at("9") },
    });
  },
);

test("bytes behind what the ABI reads are not hidden", () => {
  const data = concat([fee, pad("0x01")]);
  expect(describeCall({ target: contracts.params, value: 0n, data }, contracts).isExact).toBe(false);
});

test.each([
  [at("8"), fee],
  [contracts.params, "0xdeadbeef"],
  [contracts.params, "0x"],
] as const)("a call that is not ours is said to be one", (target, data) =>
  expect(describeCall({ target, value: 0n, data }, contracts)).toMatchObject({
    functionName: null,
    isExact: false,
  }),
);
