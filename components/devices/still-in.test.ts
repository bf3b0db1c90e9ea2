import { expect, test } from "vitest";
import type { FlowRecord } from "@/components/transactions/flow-store";
import { stillIn } from "./still-in";

const named = (name: string, digit: string) => ({ device: `0x${digit.repeat(64)}` as const, name });
const devices = [named("one", "1"), named("two", "2"), named("three", "3")];
const selected = new Map(devices.map(({ device, name }) => [device, name]));

/** Taking these out, with so many steps done. */
const leaving = (of: typeof devices, done: number): FlowRecord => ({
  id: "f",
  name: "retire-devices",
  input: { devices: of },
  title: "",
  progress: { results: Array.from({ length: done }, () => ({})), phase: "failed", since: 0 },
  open: false,
});
const left = (flow: FlowRecord) => [...stillIn(selected, [flow]).values()];

test("several drain together first, then they leave one by one", () => {
  expect(left(leaving(devices, 0))).toEqual(["one", "two", "three"]);
  expect(left(leaving(devices, 1))).toEqual(["one", "two", "three"]);
  expect(left(leaving(devices, 3))).toEqual(["three"]);
});

test("one leaves with the first step", () => {
  expect(left(leaving([devices[1]!], 0))).toEqual(["one", "two", "three"]);
  expect(left(leaving([devices[1]!], 1))).toEqual(["one", "three"]);
});

test("another flow takes nothing out", () => {
  expect(left({ ...leaving(devices, 3), name: "set-payout", input: { payout: "0x" } })).toHaveLength(3);
});
