import { expect, test } from "vitest";
import { stepsOf, type FlowContext } from "@/components/transactions/flow-types";
import { retireDevices } from "./retire-devices";

const named = (name: string, digit: string) => ({ device: `0x${digit.repeat(64)}` as const, name });
const devices = [named("one", "1"), named("two", "2")];
const kindsOf = (of: typeof devices) => stepsOf(retireDevices, { devices: of }).map(({ kind }) => kind);

test("one device is one transaction; many drain first, together, and then take one each", () => {
  expect(kindsOf(devices.slice(0, 1))).toEqual(["send", "wait-indexed"]);
  expect(kindsOf(devices)).toEqual(["relay", "send", "send", "wait-indexed"]);
});

test("all of them drain in one call, before the wallet is asked", async () => {
  const changed: unknown[] = [];
  const api = { devices: { changeMany: async (input: unknown) => void changed.push(input) } };
  const [drain] = stepsOf(retireDevices, { devices });
  if (drain?.kind !== "relay") throw new Error("nothing drains");
  await drain.hand({ api } as unknown as FlowContext, { devices }, []);
  expect(changed).toEqual([{ ids: devices.map(({ device }) => device), draining: true }]);
});

test("it is over once the last of them is out", async () => {
  const out = new Set(["1"]);
  const api = {
    devices: { get: async ({ id }: { id: string }) => ({ state: out.has(id[2]!) ? "retired" : "enrolled" }) },
  };
  const seen = stepsOf(retireDevices, { devices }).at(-1);
  if (seen?.kind !== "wait-indexed") throw new Error("nothing is waited for");
  const arrived = () => seen.arrived({ api } as unknown as FlowContext, { devices }, []);
  expect(await arrived()).toBe(false);
  out.add("2");
  expect(await arrived()).toBe(true);
});
