import {
  decodeFunctionData,
  encodeErrorResult,
  encodeEventTopics,
  encodeAbiParameters,
  RawContractError,
  type Hex,
  type Log,
} from "viem";
import { expect, test } from "vitest";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { CallRefused } from "@/components/transactions/failure-of";
import { stepsOf, type FlowContext, type Mined, type StepResult } from "@/components/transactions/flow-types";
import { changedIn } from "@/components/transactions/many-devices";
import { retireDevices } from "./retire-devices";

const contract = `0x${"d".repeat(40)}` as const;
const fleetOf = (size: number): { device: Hex; name: string }[] =>
  Array.from({ length: size }, (_, index) => ({
    device: `0x${(index + 1).toString(16).padStart(64, "0")}`,
    name: `rig ${index + 1}`,
  }));
const two = fleetOf(2);
const world = { market: { contracts: { devices: contract } } } as unknown as FlowContext;
const refusal = (device: Hex) =>
  encodeErrorResult({ abi: devicesAbi, errorName: "DeviceNotEnrolled", args: [device] });

test.each([
  [1, ["retire"], "Take rig 1 out"],
  [2, ["batch of 2"], "Take 2 devices out"],
  [300, ["batch of 300"], "Take 300 devices out"],
  [301, ["batch of 300", "retire"], "Take 301 devices out"],
  [700, ["batch of 300", "batch of 300", "batch of 100"], "Take 700 devices out"],
])("%i devices are %j", async (size, sent, title) => {
  const devices = fleetOf(size);
  const calls = await sentFor(devices);
  expect(calls.map(({ name }) => name)).toEqual(sent);
  expect(calls.flatMap(({ retired }) => retired)).toEqual(devices.map(({ device }) => device));
  expect(retireDevices.title({ devices })).toBe(title);
  const said = retireDevices.words({ devices }, world.market).join(" ");
  if (sent.length > 1) expect(said).toContain(`your wallet asks ${sent.length} times`);
  else expect(said).not.toContain("your wallet asks");
});

/** A chain on which each device has 3 AMB locked, and these cannot leave. */
const refusing = (refused: readonly Hex[]): FlowContext => {
  const simulate = async ({ data }: { data: Hex }) => {
    const [device] = decodeFunctionData({ abi: devicesAbi, data }).args as [Hex];
    if (refused.includes(device))
      throw new CallRefused("devices", new RawContractError({ data: refusal(device) }));
  };
  const chain = { readContract: async () => ({ stake: 3n * 10n ** 18n, tier: 2 }) };
  return { ...world, chain, simulate } as unknown as FlowContext;
};
const cannot = "cannot leave: The contract does not know the device as enrolled: not yet, or no longer.";

test("each is tried out before the wallet is asked: whoever would be refused stays, and holds up nobody", async () => {
  const devices = fleetOf(3);
  expect(await retireDevices.effects(refusing([devices[1]!.device]), { devices })).toEqual([
    { name: "2 devices", before: "enrolled", after: "taken out" },
    { name: "Stake locked for them", before: "6 AMB", after: "0 AMB" },
    { name: `rig 2 ${cannot}`, after: "as before" },
  ]);
});

test("where all would be refused there is nothing to send, and the first few are named", async () => {
  const devices = fleetOf(5);
  const all = refusing(devices.map(({ device }) => device));
  await expect(retireDevices.effects(all, { devices })).rejects.toMatchObject({
    more: { detail: `rig 1 ${cannot} rig 2 ${cannot} rig 3 ${cannot} So it is with 2 more.` },
  });
});

test("a chain that does not answer is not taken for a refusal", async () => {
  const away = new TypeError("fetch failed");
  const context = { ...world, simulate: () => Promise.reject(away) } as unknown as FlowContext;
  await expect(retireDevices.effects(context, { devices: two })).rejects.toBe(away);
});

test("who was refused in the block stays and is named; the others are out", () => {
  const devices = fleetOf(302);
  const results = resultsOf(devices, [1, 301]);
  expect(changedIn(results, devices)).toHaveLength(300);
  expect(changedIn(results.slice(0, 1), devices)).toHaveLength(299);
  expect(retireDevices.done({ devices }, results)).toEqual({
    done: "300 devices are taken out.",
    refused:
      "rig 2 is as it was: The contract does not know the device as enrolled: not yet, or no longer. rig 302 is as it was: The contract does not know the device as enrolled: not yet, or no longer. Take out what is left once that has changed.",
  });
  expect(retireDevices.done({ devices: two }, resultsOf(two, []))).toBe("2 devices are taken out.");
  expect(retireDevices.done({ devices: two }, resultsOf(two, [0, 1]))).toMatchObject({
    done: "No device is taken out.",
  });
});

test("it is over once all are out of the gateway's list but those that stay", async () => {
  const listed = new Set(two.map(({ device }) => device));
  // One device on a page.
  const list = async ({ cursor }: { cursor?: Hex }) => {
    const ids = [...listed].filter((id) => !cursor || id > cursor);
    return { items: ids.slice(0, 1).map((id) => ({ id })), next: ids.length > 1 ? ids[0]! : null };
  };
  const seen = stepsOf(retireDevices, { devices: two }).at(-1);
  if (seen?.kind !== "wait-indexed") throw new Error("nothing is waited for");
  const context = { api: { devices: { list } } } as unknown as FlowContext;
  const arrived = (refused: number[]) => seen.arrived(context, { devices: two }, resultsOf(two, refused));
  listed.delete(two[0]!.device);
  expect(await arrived([])).toBe(false);
  expect(await arrived([1])).toBe(true);
  listed.clear();
  expect(await arrived([])).toBe(true);
});

/** What is sent for these devices: the function, and which devices it takes out. */
const sentFor = (devices: typeof two) =>
  Promise.all(
    stepsOf(retireDevices, { devices })
      .filter((step) => step.kind === "send")
      .map(async (step) => {
        const { to, data } = await step.call(world, { devices }, []);
        expect(to).toBe(contract);
        const { functionName, args } = decodeFunctionData({ abi: devicesAbi, data });
        if (functionName !== "batch") return { name: functionName, retired: [args[0]] };
        const retired = args[0].map((call) => decodeFunctionData({ abi: devicesAbi, data: call }).args[0]);
        return { name: `batch of ${retired.length}`, retired };
      }),
  );

/** What the steps leave when the contract refuses the devices of these numbers. */
function resultsOf(devices: typeof two, refused: readonly number[]): StepResult[] {
  let first = 0;
  return stepsOf(retireDevices, { devices })
    .filter((step) => step.kind === "send")
    .map((step) => {
      const last = Math.min(first + 300, devices.length);
      const logs = refused
        .filter((index) => index >= first && index < last)
        .map((index) => refusedLog(index - first, devices[index]!.device));
      first = last;
      return { kept: step.keep!({ logs } as unknown as Mined) };
    });
}

const refusedLog = (index: number, device: Hex): Partial<Log> => ({
  address: contract,
  topics: encodeEventTopics({
    abi: devicesAbi,
    eventName: "CallRefused",
    args: { index: BigInt(index) },
  }) as Log["topics"],
  data: encodeAbiParameters([{ type: "bytes" }], [refusal(device)]),
});
