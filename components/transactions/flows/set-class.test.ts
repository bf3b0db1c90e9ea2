import { decodeFunctionData, type Hex } from "viem";
import { expect, test } from "vitest";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { stepsOf, type FlowContext } from "@/components/transactions/flow-types";
import type { NamedDevice } from "@/components/transactions/many-devices";
import { setClass } from "./set-class";

const amb = 10n ** 18n;
const registry: Hex = `0x${"d".repeat(40)}`;
const devices: [NamedDevice, NamedDevice] = [
  { device: `0x${"1".repeat(64)}`, name: "rig 1" },
  { device: `0x${"2".repeat(64)}`, name: "rig 2" },
];
const [first, second] = devices;

/** A chain on which class 1 locks 100 AMB, and the devices are in these classes with this stake. */
function world(
  bond: { tokens: bigint; locked: bigint },
  states: { class: number; stake: bigint; tier: number }[],
) {
  const readContract = async ({ functionName, args }: { functionName: string; args: [Hex] }) => {
    if (functionName === "bondOf") return { ...bond, thawing: 0n, withdrawable: 0n };
    if (functionName === "classRuleOf") return { stake: 100n * amb };
    return states[devices.findIndex(({ device }) => device === args[0])];
  };
  const market = { contracts: { devices: registry, bonds: registry } };
  return { chain: { readContract }, market } as unknown as FlowContext;
}
const begun = { class: 0, stake: 0n, tier: 0 };

test("two devices lock the stake of the class twice, and lose their tiers", async () => {
  const context = world({ tokens: 350n * amb, locked: 100n * amb }, [
    begun,
    { class: 2, stake: 100n * amb, tier: 2 },
  ]);
  expect(await setClass.effects(context, { devices, class: 1 })).toEqual([
    { name: "Class of 2 devices", before: "0, 2", after: "1" },
    { name: "Highest tier", before: "2", after: "0" },
    { name: "Locked", before: "100 AMB", after: "200 AMB" },
    { name: "Free stake", before: "250 AMB", after: "150 AMB" },
  ]);
});

test("too little stake for all of them is said before anything is signed, with how much is missing", async () => {
  const context = world({ tokens: 150n * amb, locked: 0n }, [begun, begun]);
  await expect(setClass.effects(context, { devices, class: 1 })).rejects.toMatchObject({
    more: {
      detail:
        "Class 1 locks 100 AMB for each device, 200 AMB for 2 devices, 150 AMB of your stake are free. Stake 50 AMB more first.",
    },
  });
  await expect(setClass.effects(context, { devices: [first], class: 1 })).resolves.toContainEqual({
    name: "Free stake",
    before: "150 AMB",
    after: "50 AMB",
  });
});

test.each([
  [[first], ["setClass"]],
  [devices, ["batch"]],
])("one transaction moves %j", async (moving, sent) => {
  const context = world({ tokens: 0n, locked: 0n }, []);
  const input = { devices: moving, class: 1 };
  const sends = stepsOf(setClass, input).filter((step) => step.kind === "send");
  const calls = await Promise.all(sends.map((step) => step.call(context, input, [])));
  const decoded = calls.map(({ data }) => decodeFunctionData({ abi: devicesAbi, data }));
  expect(decoded.map(({ functionName }) => functionName)).toEqual(sent);
  const each = decoded.flatMap(({ functionName, args }) =>
    functionName === "batch"
      ? args[0].map((data) => decodeFunctionData({ abi: devicesAbi, data }).args)
      : [args],
  );
  expect(each).toEqual(moving.map(({ device }) => [device, 1]));
});

test("who was refused in the block is told apart from who moved", () => {
  const refused = (...of: NamedDevice[]) => [
    { kept: Object.fromEntries(of.map(({ device }) => [device, "It is not enrolled."])) },
  ];
  const said = (...of: NamedDevice[]) => setClass.done({ devices, class: 1 }, refused(...of));
  expect(said()).toBe("2 devices are of class 1.");
  expect(said(second)).toEqual({
    done: "rig 1 is of class 1.",
    refused: "rig 2 is as it was: It is not enrolled. Move what is left once that has changed.",
  });
  expect(said(first, second)).toMatchObject({ done: "No device has moved." });
});
