import { encodeFunctionData, type Hex } from "viem";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { ambText } from "@/lib/governance/amb";
import { bondState } from "@/components/transactions/bond-state";
import { contractOf } from "@/components/transactions/escrow-state";
import { FlowError } from "@/components/transactions/failure-of";
import { defineFlow } from "@/components/transactions/flow-types";
import { seeWhenIndexed, sendTo } from "@/components/transactions/steps";

type Input = { device: Hex; name: string; class: number };

/** Moves a device into a class and locks the stake of that class, so that it may promise more. */
export const setClass = defineFlow<Input>({
  title: ({ name, class: wanted }) => `Move ${name} to class ${wanted}`,
  words: ({ name, class: wanted }) => [
    wanted === 0
      ? `${name} gives up its class: its stake is free again, and it promises nothing.`
      : `${name} moves to class ${wanted}. The stake of that class is locked for as long as the device is in it.`,
    "Its tier starts from zero: a device that changes class has to show again what it can do. Leases that run keep their terms.",
  ],
  effects: async (context, { device, name, class: wanted }) => {
    const { chain, market } = context;
    const devices = {
      address: contractOf(market, "devices"),
      abi: devicesAbi,
      blockTag: "pending",
    } as const;
    const [bond, rule, before] = await Promise.all([
      bondState(context),
      chain.readContract({ ...devices, functionName: "classRuleOf", args: [wanted] }),
      chain.readContract({ ...devices, functionName: "deviceOf", args: [device] }),
    ]);
    const free = bond.free + before.stake;
    if (free < rule.stake)
      throw new FlowError("impossible", {
        detail: `Class ${wanted} locks ${ambText(rule.stake)} for each device, ${ambText(free)} of your stake are free. Stake ${ambText(rule.stake - free)} more first.`,
      });
    const locked = bond.locked - before.stake + rule.stake;
    return [
      { name: `Class of ${name}`, before: String(before.class), after: String(wanted) },
      { name: "Its tier", before: String(before.tier), after: "0" },
      { name: "Locked", before: ambText(bond.locked), after: ambText(locked) },
      { name: "Free stake", before: ambText(bond.free), after: ambText(free - rule.stake) },
    ];
  },
  steps: [
    sendTo("the registry of devices", async ({ market }, { device, class: wanted }) => ({
      to: contractOf(market, "devices"),
      data: encodeFunctionData({ abi: devicesAbi, functionName: "setClass", args: [device, wanted] }),
    })),
    seeWhenIndexed("See it in your stake"),
  ],
  done: ({ name, class: wanted }) => `${name} is of class ${wanted}.`,
});
