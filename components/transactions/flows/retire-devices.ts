import { encodeFunctionData, isAddressEqual, stringToHex, type Hex } from "viem";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { ambText } from "@/lib/governance/amb";
import { contractOf } from "@/components/transactions/escrow-state";
import { FlowError } from "@/components/transactions/failure-of";
import { defineFlow, type FlowContext, type Step } from "@/components/transactions/flow-types";

type Leaving = { device: Hex; name: string };
type Input = { devices: readonly Leaving[] };

/** How many leave in one go: the contract takes a transaction for each, and nobody reads more prompts than these. */
export const retiredTogetherMax = 50;

/** Why, as the contract's event tells everybody. */
const reason = stringToHex("operator", { size: 32 });

/** Takes devices out of the market for good: they can sign no new lease, and their stake is free. */
export const retireDevices = defineFlow<Input>({
  title: ({ devices }) => `Take ${named(devices)} out`,
  words: ({ devices }) =>
    devices.length === 1
      ? [
          `${named(devices)} takes no new lease from now on. What runs on it goes on to its end and is paid; then its agent stops.`,
          "Its class and tier are gone, and the stake that answered for it is free. To bring it back you enrol it anew, with your signature and its own.",
        ]
      : [
          `${named(devices)} take no new lease from the first step on. What runs on them goes on to its end and is paid; then their agents stop.`,
          `The contract takes one transaction for each, so your wallet asks ${devices.length} times. If you stop halfway, the rest stay yours and drain.`,
          "Their classes and tiers are gone, and the stake that answered for them is free. To bring one back you enrol it anew, with your signature and its own.",
        ],
  effects: async (context, { devices }) => {
    const states = await Promise.all(devices.map((leaving) => stateOf(context, leaving)));
    const stake = states.reduce((sum, state) => sum + state.stake, 0n);
    return [
      { name: named(devices), before: "enrolled", after: "taken out" },
      ...(devices.length === 1 ? [{ name: "Its tier", before: String(states[0]!.tier), after: "none" }] : []),
      {
        name: `Stake locked for ${devices.length === 1 ? "it" : "them"}`,
        before: ambText(stake),
        after: ambText(0n),
      },
    ];
  },
  steps: ({ devices }) => [...(drainFirst(devices) ? [drain] : []), ...devices.map(takeOut), seen],
  done: ({ devices }) => `${named(devices)} ${devices.length === 1 ? "is" : "are"} taken out.`,
});

/** Which of them are out once so many steps are done. */
export const outAfter = (stepsDone: number, { devices }: Input): readonly Leaving[] =>
  devices.slice(0, Math.max(0, drainFirst(devices) ? stepsDone - 1 : stepsDone));

/** One leaves at once; several take a while, in which none of them should take a lease. */
const drainFirst = (devices: Input["devices"]) => devices.length > 1;

const named = (devices: Input["devices"]) =>
  devices.length === 1 ? devices[0]!.name : `${devices.length} devices`;

/** What the contract holds of it, and that it would let it go. */
async function stateOf(context: FlowContext, { device, name }: Leaving) {
  const { market, chain, wallet } = context;
  const state = await chain.readContract({
    address: contractOf(market, "devices"),
    abi: devicesAbi,
    functionName: "deviceOf",
    args: [device],
    blockTag: "pending",
  });
  if (!isAddressEqual(state.operator, wallet))
    throw new FlowError("impossible", {
      detail: `The contract does not know ${name} as yours yet, or it is taken out already.`,
    });
  await context.simulate(callOf(context, device));
  return state;
}

const drain: Step<Input> = {
  kind: "relay",
  name: "Let them drain",
  why: "None of them takes a new lease while you sign. The gateway does this for all at once.",
  hand: async ({ api }, { devices }) => {
    await api.devices.changeMany({ ids: devices.map(({ device }) => device), draining: true });
    return undefined;
  },
};

const takeOut = ({ device, name }: Leaving): Step<Input> => ({
  kind: "send",
  name: `Take ${name} out`,
  why: "Your wallet sends it to the registry of devices and pays the network’s fee.",
  call: async (context) => callOf(context, device),
});

const seen: Step<Input> = {
  kind: "wait-indexed",
  name: "See it taken out",
  why: "This gateway reads the block and tells the device.",
  arrived: async ({ api }, { devices }) => {
    for (const { device } of devices)
      if ((await api.devices.get({ id: device })).state !== "retired") return false;
    return true;
  },
};

const callOf = ({ market }: FlowContext, device: Hex) => ({
  to: contractOf(market, "devices"),
  data: encodeFunctionData({ abi: devicesAbi, functionName: "retire", args: [device, reason] }),
});
