import { expect, test } from "vitest";
import { stepsOf, type FlowContext, type StepResult } from "@/components/transactions/flow-types";
import { sponsorDevices } from "./sponsor-devices";

const payout = `0x${"a".repeat(40)}` as const;
const devices = ["one", "two", "three"].map((name) => ({
  enrolment: name,
  device: `0x${"1".repeat(64)}` as const,
  name,
  nonce: 0n,
  validUntil: 1,
}));
const signed: StepResult[] = ["0x01", "0x02", "0x03"].map((signature) => ({
  signature: signature as `0x${string}`,
}));

test("the wallet is asked once for each device, and each signature goes to its own", async () => {
  const steps = stepsOf(sponsorDevices, { devices, payout });
  expect(steps.map(({ kind }) => kind)).toEqual(["sign", "sign", "sign", "relay", "wait-indexed"]);
  expect(await handedOn({})).toEqual([
    ["one", "0x01"],
    ["two", "0x02"],
    ["three", "0x03"],
  ]);
});

test("tried again, it hands on what was not handed on, and nothing twice", async () => {
  expect(await handedOn({ one: "done", two: "waiting-for-device" })).toEqual([["three", "0x03"]]);
});

/** What the gateway gets, while some enrolments have come further than others. */
async function handedOn(states: Record<string, string>) {
  const handed: [string, string][] = [];
  const api = {
    devices: {
      enrolment: async ({ id }: { id: string }) => ({ state: states[id] ?? "waiting-for-operator" }),
      sponsor: async ({ id, signature }: { id: string; signature: string }) =>
        void handed.push([id, signature]),
    },
  };
  const input = { devices, payout };
  const step = stepsOf(sponsorDevices, input).find(({ kind }) => kind === "relay");
  if (step?.kind !== "relay") throw new Error("nothing is handed on");
  await step.hand({ api } as unknown as FlowContext, input, signed);
  return handed;
}
