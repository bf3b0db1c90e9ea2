import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { corpus } from "@/lib/sandbox/testing/corpus";
import { openEngines, type Engine } from "./testing/engines/engines";
import { openTestDrivers, runOnce } from "./testing/run-once";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

/** A slice of `npm run bench:engines`. */
const randomCount = 20;

let engines: Engine[];
let close: () => Promise<void>;
let expected: string[];

beforeAll(async () => {
  ({ engines, close } = await openEngines());
  // What a device answers: its drivers, with a process for each run.
  const opened = await openTestDrivers();
  expected = [];
  for (const run of corpus(randomCount)) {
    const { resultRoot, fuelUsed, end } = await runOnce(opened.drivers.wasm, run);
    expected.push(`${resultRoot} ${fuelUsed} ${end}`);
  }
  await opened.close();
});
afterAll(() => close());

test("the corpus ends in every way that a quorum may compare", () => {
  const ends = new Set(expected.map((line) => line.split(" ")[2]));
  expect([...ends].toSorted((a, b) => (a! < b! ? -1 : 1))).toEqual([
    "exit",
    "out-of-fuel",
    "stack-depth",
    "trap",
  ]);
  expect(new Set(expected).size).toBe(expected.length);
});

test("every engine at hand gives the device's answers: the same roots, the same fuel, the same ends", async () => {
  for (const { name, answers } of engines)
    expect([name, await answers(randomCount)]).toEqual([name, expected]);
});

test("a browser tab stops what does not end and refuses what no device takes", async () => {
  const stops = {
    endless: "wall-limit",
    aborted: "stopped",
    text: "WORKLOAD_NOT_WASM",
    another: "NODE_REFUSED",
  };
  const tabs = engines.flatMap(({ name, ends }) => (ends ? [{ name, ends }] : []));
  expect(tabs).not.toEqual([]);
  for (const { name, ends } of tabs) expect([name, await ends()]).toEqual([name, stops]);
});
