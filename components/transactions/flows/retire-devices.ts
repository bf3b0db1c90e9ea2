import { encodeFunctionData, stringToHex, type Hex } from "viem";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { ambText } from "@/lib/governance/amb";
import { batchCall, refusedCalls } from "@/components/transactions/batch";
import { contractOf } from "@/components/transactions/escrow-state";
import { failureOf, FlowError } from "@/components/transactions/failure-of";
import { fewOf } from "@/components/transactions/few-of";
import {
  defineFlow,
  type FlowContext,
  type Step,
  type StepResult,
} from "@/components/transactions/flow-types";

type Leaving = { device: Hex; name: string };
type Input = { devices: readonly Leaving[] };

/** So many in one transaction: at some 20,000 gas each, well below the 16.7 million that one may use (EIP-7825). */
const retiredAtOnceMax = 300;

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
          ...(devices.length > retiredAtOnceMax
            ? [
                `One transaction takes ${retiredAtOnceMax} of them, so your wallet asks ${piecesOf(devices).length} times. If you stop halfway, the rest stay yours.`,
              ]
            : []),
          "Their classes and tiers are gone, and the stake that answered for them is free. To bring one back you enrol it anew, with your signature and its own.",
        ],
  effects: async (context, { devices }) => {
    const refusals = await Promise.all(devices.map((leaving) => refusalOf(context, leaving)));
    const staying = refusals.filter((said) => said !== undefined);
    const out = devices.filter((_, index) => refusals[index] === undefined);
    if (out.length === 0) throw new FlowError("impossible", { detail: fewOf(staying) });
    const states = await Promise.all(out.map((leaving) => stateOf(context, leaving)));
    const stake = states.reduce((sum, state) => sum + state.stake, 0n);
    return [
      { name: named(out), before: "enrolled", after: "taken out" },
      ...(out.length === 1 ? [{ name: "Its tier", before: String(states[0]!.tier), after: "none" }] : []),
      {
        name: `Stake locked for ${out.length === 1 ? "it" : "them"}`,
        before: ambText(stake),
        after: ambText(0n),
      },
      ...(staying.length > 0 ? [{ name: fewOf(staying), after: "stays" }] : []),
    ];
  },
  steps: ({ devices }) => [...piecesOf(devices).map(takeOut), seen],
  done: ({ devices }, results) => {
    const out = outOf(results, { devices });
    const stay = devices.flatMap((leaving) => staysOf(results, leaving));
    const done =
      out.length === 0
        ? "No device is taken out."
        : `${named(out)} ${out.length === 1 ? "is" : "are"} taken out.`;
    if (stay.length === 0) return done;
    const refused = `${fewOf(stay)} What stays goes on as before: take it out again once that has changed.`;
    return { done, refused };
  },
});

/** Which of them are out, by what came of the steps that are done. */
export const outOf = (results: readonly StepResult[], { devices }: Input): readonly Leaving[] =>
  piecesOf(devices)
    .slice(0, results.length)
    .flat()
    .filter((leaving) => staysOf(results, leaving).length === 0);

/** What the contract said of the device when its turn came, if it did not let it go. */
const staysOf = (results: readonly StepResult[], { device, name }: Leaving): string[] =>
  results.flatMap(({ kept }) => (kept?.[device] === undefined ? [] : [`${name} stays: ${kept[device]}`]));

const named = (devices: Input["devices"]) =>
  devices.length === 1 ? devices[0]!.name : `${devices.length} devices`;

function piecesOf(devices: Input["devices"]): Input["devices"][] {
  const pieces = [];
  for (let first = 0; first < devices.length; first += retiredAtOnceMax)
    pieces.push(devices.slice(first, first + retiredAtOnceMax));
  return pieces;
}

/** What the contract would say instead of letting the device go. Each is tried by itself: a batch never fails. */
async function refusalOf(context: FlowContext, { device, name }: Leaving): Promise<string | undefined> {
  try {
    await context.simulate({ to: contractOf(context.market, "devices"), data: retiring(device) });
    return undefined;
  } catch (error) {
    const { kind, text } = failureOf(error);
    if (kind !== "refused") throw error;
    return `${name} cannot leave: ${text}`;
  }
}

const stateOf = ({ chain, market }: FlowContext, { device }: Leaving) =>
  chain.readContract({
    address: contractOf(market, "devices"),
    abi: devicesAbi,
    functionName: "deviceOf",
    args: [device],
    blockTag: "pending",
  });

const takeOut = (piece: Input["devices"]): Step<Input> => ({
  kind: "send",
  name: `Take ${named(piece)} out`,
  why: "Your wallet sends it to the registry of devices and pays the network’s fee.",
  call: async ({ market }) => {
    const to = contractOf(market, "devices");
    const calls = piece.map(({ device }) => retiring(device));
    return calls.length === 1 ? { to, data: calls[0]! } : batchCall(to, calls);
  },
  keep: (mined) =>
    Object.fromEntries(refusedCalls(mined, "devices").map(({ index, text }) => [piece[index]!.device, text])),
});

const seen: Step<Input> = {
  kind: "wait-indexed",
  name: "See it taken out",
  why: "This gateway reads the block and tells the device.",
  arrived: async ({ api, wallet }, input, results) => {
    const out = new Set(outOf(results, input).map(({ device }) => device));
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
