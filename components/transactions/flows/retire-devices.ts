import { encodeFunctionData, stringToHex, type Hex } from "viem";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { ambText } from "@/lib/governance/amb";
import { contractOf } from "@/components/transactions/escrow-state";
import { failureOf, FlowError } from "@/components/transactions/failure-of";
import { fewOf } from "@/components/transactions/few-of";
import { defineFlow, type FlowContext, type Step } from "@/components/transactions/flow-types";
import {
  changedIn,
  named,
  piecesText,
  refusalsIn,
  registeredState,
  sendForEach,
  type NamedDevice,
} from "@/components/transactions/many-devices";

type Input = { devices: readonly NamedDevice[] };

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
          `${named(devices)} take no new lease from now on. What runs on them goes on to its end and is paid; then their agents stop.`,
          ...piecesText(devices, "takes"),
          "Their classes and tiers are gone, and the stake that answered for them is free. To bring one back you enrol it anew, with your signature and its own.",
        ],
  effects: async (context, { devices }) => {
    const refusals = await Promise.all(devices.map((leaving) => refusalOf(context, leaving)));
    const staying = refusals.filter((said) => said !== undefined);
    const out = devices.filter((_, index) => refusals[index] === undefined);
    if (out.length === 0) throw new FlowError("impossible", { detail: fewOf(staying) });
    const states = await Promise.all(out.map((leaving) => registeredState(context, leaving)));
    const stake = states.reduce((sum, state) => sum + state.stake, 0n);
    return [
      { name: named(out), before: "enrolled", after: "taken out" },
      ...(out.length === 1 ? [{ name: "Its tier", before: String(states[0]!.tier), after: "none" }] : []),
      {
        name: `Stake locked for ${out.length === 1 ? "it" : "them"}`,
        before: ambText(stake),
        after: ambText(0n),
      },
      ...(staying.length > 0 ? [{ name: fewOf(staying), after: "as before" }] : []),
    ];
  },
  steps: (input) => [...sendForEach(input, (piece) => `Take ${named(piece)} out`, retiring), seen],
  done: ({ devices }, results) => {
    const out = changedIn(results, devices);
    const refusals = refusalsIn(results, devices);
    const done =
      out.length === 0
        ? "No device is taken out."
        : `${named(out)} ${out.length === 1 ? "is" : "are"} taken out.`;
    if (refusals.length === 0) return done;
    return { done, refused: `${fewOf(refusals)} Take out what is left once that has changed.` };
  },
});

/** What the contract would say instead of letting the device go. Each is tried by itself: a batch never fails. */
async function refusalOf(context: FlowContext, { device, name }: NamedDevice): Promise<string | undefined> {
  try {
    await context.simulate({ to: contractOf(context.market, "devices"), data: retiring(device) });
    return undefined;
  } catch (error) {
    const { kind, text } = failureOf(error);
    if (kind !== "refused") throw error;
    return `${name} cannot leave: ${text}`;
  }
}

const seen: Step<Input> = {
  kind: "wait-indexed",
  name: "See it taken out",
  why: "This gateway reads the block and tells the device.",
  arrived: async ({ api, wallet }, input, results) => {
    const out = new Set(changedIn(results, input.devices).map(({ device }) => device));
    // The list leaves out what was taken out, and is a few questions where each device by itself is hundreds.
    let cursor: Hex | undefined;
    do {
      const page = await api.devices.list({ operator: wallet, limit: 200, ...(cursor && { cursor }) });
      if (page.items.some(({ id }) => out.has(id))) return false;
      cursor = page.next as Hex | undefined;
    } while (cursor);
    return true;
  },
};

const retiring = (device: Hex) =>
  encodeFunctionData({ abi: devicesAbi, functionName: "retire", args: [device, reason] });
