import type { Hex } from "viem";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { batchCall, refusedCalls } from "./batch";
import { contractOf } from "./escrow-state";
import type { FlowContext, Step, StepResult } from "./flow-types";

/** A device of a flow that changes one or many. */
export type NamedDevice = { device: Hex; name: string };
type OfDevices = { devices: readonly NamedDevice[] };

/** So many in one transaction: at some 30,000 gas each, well below the 16.7 million that one may use (EIP-7825). */
const devicesAtOnceMax = 300;

export const named = (devices: readonly NamedDevice[]) =>
  devices.length === 1 ? devices[0]!.name : `${devices.length} devices`;

function piecesOf(devices: readonly NamedDevice[]): NamedDevice[][] {
  const pieces = [];
  for (let first = 0; first < devices.length; first += devicesAtOnceMax)
    pieces.push(devices.slice(first, first + devicesAtOnceMax));
  return pieces;
}

/** Said before where one transaction does not take them all. `verb` is what it does with them: "takes". */
export const piecesText = (devices: readonly NamedDevice[], verb: string): readonly string[] =>
  devices.length > devicesAtOnceMax
    ? [
        `One transaction ${verb} ${devicesAtOnceMax} of them, so your wallet asks ${piecesOf(devices).length} times. If you stop halfway, the rest stay as they are.`,
      ]
    : [];

/** A call for each device, in as few transactions as take them. What the contract says to those it refuses is kept. */
export const sendForEach = <Input extends OfDevices>(
  { devices }: Input,
  name: (piece: readonly NamedDevice[]) => string,
  callFor: (device: Hex) => Hex,
): Step<Input>[] =>
  piecesOf(devices).map((piece) => ({
    kind: "send",
    name: name(piece),
    why: "Your wallet sends it to the registry of devices and pays the network’s fee.",
    call: async ({ market }) => {
      const to = contractOf(market, "devices");
      const calls = piece.map(({ device }) => callFor(device));
      return calls.length === 1 ? { to, data: calls[0]! } : batchCall(to, calls);
    },
    keep: (mined) =>
      Object.fromEntries(
        refusedCalls(mined, "devices").map(({ index, text }) => [piece[index]!.device, text]),
      ),
  }));

/** What the contract said to each that it refused when its turn came. */
export const refusalsIn = (
  results: readonly StepResult[],
  devices: readonly NamedDevice[],
): readonly string[] => {
  const refused = refusedIn(results);
  return devices.flatMap(({ device, name }) => {
    const text = refused.get(device);
    return text === undefined ? [] : [`${name} is as it was: ${text}`];
  });
};

/** Those that the contract did not refuse, of the transactions that are done. */
export const changedIn = (
  results: readonly StepResult[],
  devices: readonly NamedDevice[],
): readonly NamedDevice[] => {
  const refused = refusedIn(results);
  return piecesOf(devices)
    .slice(0, results.length)
    .flat()
    .filter(({ device }) => !refused.has(device));
};

/** What the contract said, by the device that it was said to. */
const refusedIn = (results: readonly StepResult[]) =>
  new Map(results.flatMap(({ kept }) => Object.entries(kept ?? {})));

/** What the contract has of the device in the block that is being made. */
export const registeredState = ({ chain, market }: FlowContext, { device }: NamedDevice) =>
  chain.readContract({
    address: contractOf(market, "devices"),
    abi: devicesAbi,
    functionName: "deviceOf",
    args: [device],
    blockTag: "pending",
  });
