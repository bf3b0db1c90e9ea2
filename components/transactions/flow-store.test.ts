import { beforeEach, expect, test } from "vitest";
import { closeFlow, flowStore, forgetFlow, startFlow, updateFlow } from "./flow-store";

const last = () => flowStore.get().at(-1)!;
const names = () => flowStore.get().map(({ name }) => name);
const open = () => flowStore.get().flatMap((flow) => (flow.open ? [flow.name] : []));

beforeEach(() => {
  for (const { id } of flowStore.get()) forgetFlow(id);
  void startFlow("withdraw", null);
});

test("what a flow was missing takes its place, and gives it back when it is done", () => {
  void startFlow("faucet", null, last().id);
  expect(open()).toEqual(["faucet"]);
  updateFlow(last().id, { progress: { results: [], phase: "done", since: 0 } });
  expect(open()).toEqual(["faucet"]);
  closeFlow(last().id);
  expect([names(), open()]).toEqual([["withdraw"], ["withdraw"]]);
});

test("… and when it is closed while it is under way, or before it began", () => {
  void startFlow("sign-in", null, last().id);
  updateFlow(last().id, { progress: { results: [], phase: "pending", since: 0 } });
  closeFlow(last().id);
  expect([names(), open()]).toEqual([["withdraw", "sign-in"], ["withdraw"]]);

  void startFlow("faucet", null, flowStore.get()[0]!.id);
  closeFlow(last().id);
  expect([names(), open()]).toEqual([["withdraw", "sign-in"], ["withdraw"]]);
});

test("a flow that helps no other leaves none open", () => {
  closeFlow(last().id);
  expect([names(), open()]).toEqual([[], []]);
});
