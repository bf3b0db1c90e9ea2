import { expect, test } from "vitest";
import type { FlowRecord } from "@/components/transactions/flow-store";
import type { StepResult } from "@/components/transactions/flow-types";
import { leftBy, stillIn } from "./still-in";

const named = (name: string, digit: string) => ({ device: `0x${digit.repeat(64)}` as const, name });
const devices = [named("one", "1"), named("two", "2"), named("three", "3")];
const selected = new Map(devices.map(({ device, name }) => [device, name]));

/** Taking these out, with the results of the steps that are done. */
const leaving = (of: typeof devices, results: StepResult[]): FlowRecord => ({
  id: "f",
  name: "retire-devices",
  input: { devices: of },
  title: "",
  progress: { results, phase: "failed", since: 0 },
  open: false,
});
const left = (flow: FlowRecord) => [...stillIn(selected, [flow]).values()];

test("before it is sent all are in, then none of those that it took", () => {
  expect(left(leaving(devices.slice(0, 2), []))).toEqual(["one", "two", "three"]);
  expect(left(leaving(devices.slice(0, 2), [{}]))).toEqual(["three"]);
});

test("who was refused is still in", () => {
  expect(left(leaving(devices, [{ kept: { [devices[1]!.device]: "No." } }]))).toEqual(["two"]);
});

test("once it is done, only who was refused is left", () => {
  const refused = leaving(devices, [{ kept: { [devices[1]!.device]: "No." } }]);
  const before = leaving(devices, [{ kept: { [devices[0]!.device]: "No." } }]);
  expect([...leftBy([before, refused], "retire-devices").values()]).toEqual(["two"]);
  expect(leftBy([leaving(devices, [{}])], "retire-devices").size).toBe(0);
  const moved = { ...refused, name: "set-class" as const };
  expect([...leftBy([moved, before], "set-class").values()]).toEqual(["two"]);
});

test("another flow takes nothing out", () => {
  expect(left({ ...leaving(devices, [{}]), name: "set-payout", input: { payout: "0x" } })).toHaveLength(3);
});
