import { encodeFunctionData } from "viem";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { ambText } from "@/lib/governance/amb";
import { bondState } from "@/components/transactions/bond-state";
import { contractOf } from "@/components/transactions/escrow-state";
import { FlowError } from "@/components/transactions/failure-of";
import { fewOf } from "@/components/transactions/few-of";
import { defineFlow } from "@/components/transactions/flow-types";
import {
  changedIn,
  named,
  piecesText,
  refusalsIn,
  registeredState,
  sendForEach,
  type NamedDevice,
} from "@/components/transactions/many-devices";
import { seeWhenIndexed } from "@/components/transactions/steps";

/** Devices that free stake come first: what they free, the others may need. */
type Input = { devices: readonly NamedDevice[]; class: number };

/** Moves devices into a class and locks the stake of that class for each, so that they may promise more. */
export const setClass = defineFlow<Input>({
  title: ({ devices, class: wanted }) => `Move ${named(devices)} to class ${wanted}`,
  words: ({ devices, class: wanted }) =>
    devices.length === 1
      ? [
          wanted === 0
            ? `${named(devices)} gives up its class: its stake is free again, and it promises nothing.`
            : `${named(devices)} moves to class ${wanted}. The stake of that class is locked for as long as the device is in it.`,
          "Its tier starts from zero: a device that changes class has to show again what it can do. Leases that run keep their terms.",
        ]
      : [
          wanted === 0
            ? `${named(devices)} give up their class: their stake is free again, and they promise nothing.`
            : `${named(devices)} move to class ${wanted}. The stake of that class is locked for each, for as long as it is in it.`,
          ...piecesText(devices, "moves"),
          "Their tiers start from zero: a device that changes class has to show again what it can do. Leases that run keep their terms.",
        ],
  effects: async (context, { devices, class: wanted }) => {
    const { chain, market } = context;
    const [bond, rule, before] = await Promise.all([
      bondState(context),
      chain.readContract({
        address: contractOf(market, "devices"),
        abi: devicesAbi,
        functionName: "classRuleOf",
        args: [wanted],
        blockTag: "pending",
      }),
      Promise.all(devices.map((device) => registeredState(context, device))),
    ]);
    const held = before.reduce((sum, { stake }) => sum + stake, 0n);
    const asked = rule.stake * BigInt(devices.length);
    const free = bond.free + held;
    if (free < asked)
      throw new FlowError("impossible", {
        detail: `Class ${wanted} locks ${ambText(rule.stake)} for each device${devices.length === 1 ? "" : `, ${ambText(asked)} for ${named(devices)}`}, ${ambText(free)} of your stake are free. Stake ${ambText(asked - free)} more first.`,
      });
    const classes = [...new Set(before.map((state) => state.class))].toSorted((one, other) => one - other);
    return [
      { name: `Class of ${named(devices)}`, before: classes.join(", "), after: String(wanted) },
      devices.length === 1
        ? { name: "Its tier", before: String(before[0]!.tier), after: "0" }
        : { name: "Highest tier", before: String(Math.max(...before.map(({ tier }) => tier))), after: "0" },
      { name: "Locked", before: ambText(bond.locked), after: ambText(bond.locked - held + asked) },
      { name: "Free stake", before: ambText(bond.free), after: ambText(free - asked) },
    ];
  },
  steps: (input) => [
    ...sendForEach(
      input,
      (piece) => `Move ${named(piece)} to class ${input.class}`,
      (device) =>
        encodeFunctionData({ abi: devicesAbi, functionName: "setClass", args: [device, input.class] }),
    ),
    seeWhenIndexed("See it in your stake"),
  ],
  done: ({ devices, class: wanted }, results) => {
    const moved = changedIn(results, devices);
    const refusals = refusalsIn(results, devices);
    const done =
      moved.length === 0
        ? "No device has moved."
        : `${named(moved)} ${moved.length === 1 ? "is" : "are"} of class ${wanted}.`;
    if (refusals.length === 0) return done;
    return { done, refused: `${fewOf(refusals)} Move what is left once that has changed.` };
  },
});
