import fc from "fast-check";
import { keccak256, toHex } from "viem";
import { expect, test } from "vitest";
import { match } from "@/lib/matching/match";
import type { DeviceRecord } from "@/lib/matching/match-request";
import { deviceRecord, matchRequest } from "@/lib/matching/testing/arbitraries";
import { DeviceIndex } from "./device-index";
import { indexOf } from "./index-builder";
import type { Snapshot } from "./snapshot";

const seed = 12;
const devices = fc
  .sample(deviceRecord, { seed, numRuns: 700 })
  .map((device, n): DeviceRecord => ({ ...device, id: keccak256(toHex(`device ${n}`)) }));
const orders = fc.sample(matchRequest, { seed, numRuns: 100 });

/** What a restart has: bytes that nothing else refers to. */
function restored({ header, parts }: Snapshot): DeviceIndex {
  const bytes = parts.map((part) => part.slice());
  const restoring = DeviceIndex.restoring(structuredClone(header));
  for (;;) {
    const { done, value } = restoring.next();
    if (done) return value;
    value.set(bytes.shift()!);
  }
}

function expectAnswers(index: DeviceIndex, there: readonly DeviceRecord[]): void {
  expect(index.size).toBe(there.length);
  for (const order of orders) {
    const { ranked } = match(order, there, { runnersUp: 4 });
    expect(index.best(order, 5)).toEqual(ranked.map(({ device, score }) => ({ device, score })));
  }
}

test("what a snapshot was taken of is there after a restart, and can be changed", () => {
  const index = indexOf(devices.slice(0, 500));
  for (const device of devices.slice(500, 550)) index.put(device);
  index.remove(devices[0]!.id);
  const after = restored(index.snapshot());
  expectAnswers(after, devices.slice(1, 550));
  for (const device of devices.slice(550)) after.put(device);
  after.remove(devices[1]!.id);
  expectAnswers(after, devices.slice(2));
  after.rebuild();
  expectAnswers(after, devices.slice(2));
});

test("laying out anew shows the new layout once, which has what changed before the first step", () => {
  const index = indexOf(devices.slice(0, 500));
  const snapshots = [];
  for (const fresh of index.rebuilding()) if (fresh) snapshots.push(restored(fresh.snapshot()));
  expect(snapshots).toHaveLength(1);
  expectAnswers(snapshots[0]!, devices.slice(0, 500));
});

test("a snapshot of another format is refused by name", () => {
  const { header } = indexOf([]).snapshot();
  expect(() => DeviceIndex.restoring({ ...header, format: "other" }).next()).toThrow('"other"');
});
