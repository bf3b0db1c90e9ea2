import { expect, test, vi } from "vitest";
import { digestOfMany, placesAmong } from "@/lib/chain/many-enrolments";
import { domain } from "@/lib/chain/typed-data";
import { hashTypedData } from "viem";
import { stepsOf, type FlowContext, type StepResult } from "@/components/transactions/flow-types";
import { sponsorDevices } from "./sponsor-devices";

const payout = `0x${"a".repeat(40)}` as const;
const wallet = `0x${"b".repeat(40)}` as const;
const contract = `0x${"c".repeat(40)}` as const;
const devices = ["one", "two", "three"].map((name, index) => ({
  enrolment: name,
  device: `0x${String(index + 1).repeat(64)}` as const,
  name,
  nonce: 0n,
  validUntil: 1,
}));
const market = { chain: { id: 31_337 }, contracts: { devices: contract } };
const signed: StepResult[] = [{ signature: "0x01" }];

test("the wallet is asked once for many devices, and shows each of them", async () => {
  const input = { devices, payout };
  const steps = stepsOf(sponsorDevices, input);
  expect(steps.map(({ kind }) => kind)).toEqual(["sign", "relay", "wait-indexed"]);
  const [ask] = steps;
  if (ask?.kind !== "sign") throw new Error("nothing is signed");
  const { request } = await ask.ask({ market, wallet } as unknown as FlowContext, input, []);
  if (!("typedData" in request)) throw new Error("it is no typed data");
  for (const { device } of devices)
    expect(JSON.stringify(request.typedData.message, digits)).toContain(device);

  // What the contract will find from the second of them.
  const all = devices.map(({ device, nonce, validUntil }) => ({
    device,
    operator: wallet,
    payout,
    nonce,
    validUntil,
  }));
  const found = digestOfMany(domain(31_337, contract), all[1]!, placesAmong(all)[1]!);
  expect(hashTypedData(request.typedData)).toBe(found);
});

test("the one signature is handed in for all of them, in the order in which it was signed", async () => {
  const api = { devices: { sponsorMany: vi.fn(async () => ({ sponsored: 3 })) } };
  await handOn(api, devices);
  expect(api.devices.sponsorMany.mock.calls).toEqual([
    [{ ids: ["one", "two", "three"], payout, signature: "0x01" }],
  ]);
});

test("one device is signed for alone; when the gateway has the signature already, it is not handed in twice", async () => {
  const sponsor = vi.fn(async () => undefined);
  const enrolment = vi.fn(async () => ({ state: "waiting-for-operator" }));
  await handOn({ devices: { sponsor, enrolment } }, devices.slice(0, 1));
  expect(sponsor.mock.calls).toEqual([[{ id: "one", payout, signature: "0x01" }]]);
  enrolment.mockResolvedValue({ state: "waiting-for-device" });
  await handOn({ devices: { sponsor, enrolment } }, devices.slice(0, 1));
  expect(sponsor).toHaveBeenCalledTimes(1);
});

async function handOn(api: object, some: typeof devices) {
  const input = { devices: some, payout };
  const step = stepsOf(sponsorDevices, input).find(({ kind }) => kind === "relay");
  if (step?.kind !== "relay") throw new Error("nothing is handed on");
  return step.hand({ api } as unknown as FlowContext, input, signed);
}

const digits = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
