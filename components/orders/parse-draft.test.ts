import { describe, expect, test } from "vitest";
import { sourceBytesMax } from "@/lib/sandbox/limits";
import { firstDraft, sizeOf, type Draft, type DraftField } from "./draft";
import { parseDraft, type DraftHashes } from "./parse-draft";

const main = "a".repeat(64);
const input = "b".repeat(64);
const parse = (more: Partial<Draft> = {}, hashes: DraftHashes = { main, input }) =>
  parseDraft({ ...firstDraft, ...more }, hashes, 5_000_000n);

describe("a draft that is right", () => {
  test("the first one is, and costs what it says at most", () => {
    const { order, errors } = parse();
    expect(errors).toEqual({});
    expect(order).toMatchObject({ maxRatePerHour: 100_000n, maxSeconds: 600, maxTotal: 16_666n });
    expect(order!.spec.workload).toEqual({ kind: "script", language: "javascript", source: main });
    expect(order!.spec).not.toHaveProperty("input");
    expect(order!.spec.constraints).toEqual({});
  });

  test("becomes the spec that its fields say", () => {
    const { order } = parse({
      kind: "wasm",
      args: "--n '1 2'",
      input: "hello",
      cpu: "0.5",
      minutes: "1.5",
      near: "Europe/Berlin",
      maxRtt: "40",
      countries: "de, fr de",
      minGrade: "2",
      whenNothingMatches: "wait",
      whenDeviceFails: "end",
    });
    expect(order!.maxSeconds).toBe(90);
    expect(order!.spec).toMatchObject({
      workload: { kind: "wasm", module: main },
      args: ["--n", "1 2"],
      input,
      resources: { cpuMillis: 500 },
      constraints: { countriesAllowed: ["DE", "FR"], minGrade: 2, maxRttMs: 40 },
      near: { latE6: 52_500_000 },
      whenNothingMatches: "wait",
      whenDeviceFails: "end",
    });
  });

  test("of a container says its image and its GPUs, which no other workload has", () => {
    const image = `docker.io/library/python@sha256:${"c".repeat(64)}`;
    const fields = { image: ` ${image} `, gpus: "2", gpuMemory: "24000" };
    expect(parse({ kind: "container", ...fields }).order!.spec).toMatchObject({
      workload: { kind: "container", image },
      resources: { gpus: 2 },
      constraints: { minGpuMemoryMib: 24_000 },
    });
    const { resources, constraints } = parse({ kind: "wasm", ...fields }).order!.spec;
    expect([resources.gpus, constraints]).toEqual([0, {}]);
  });

  test("can be matched before its image is named", () =>
    expect(parse({ kind: "container" }, { main: undefined, input }).order).toBeDefined());

  test("of several devices is a fleet, whose id is drawn when it is placed", () => {
    expect(parse({ devices: "3", spread: "operator" }).order!.spec.fleet).toEqual({
      id: `0x${"0".repeat(64)}`,
      devices: 3,
      spread: "operator",
    });
    expect(parse({ devices: "1", spread: "operator" }).order!.spec.fleet).toBeUndefined();
  });

  test("of several devices may wait, too", () =>
    expect(parse({ devices: "2", whenNothingMatches: "wait" }).order!.spec.whenNothingMatches).toBe("wait"));

  test("has a budget where it is a fleet that names one", () => {
    const budgetOf = (more: Partial<Draft>) => parse(more).order!.spec.fleet?.maxRatePerHour;
    expect(budgetOf({ devices: "3", budget: "0.25" })).toBe(250_000);
    expect(budgetOf({ devices: "3", budget: " " })).toBeUndefined();
    expect(parse({ devices: "1", budget: "much" }).errors).toEqual({});
    for (const budget of ["much", "0", "1.2345678", "9007199255"])
      expect(Object.keys(parse({ devices: "3", budget }).errors)).toEqual(["budget"]);
  });

  test("what another kind of workload has on its fields does not stand in the way of this one", () => {
    const left = { source: "x".repeat(sourceBytesMax + 1) };
    expect(parse({ kind: "container", ...left }).errors).toEqual({});
    expect(Object.keys(parse(left).errors)).toEqual(["source"]);
  });

  test("can be matched before its module is chosen", () =>
    expect(parse({ kind: "wasm" }, { main: undefined, input }).order).toBeDefined());
});

test.each<[DraftField, string, string]>([
  ["budget", "9007199254.740991", ""],
  ["budget", "9007199254.740992", "At most $9007199254.740991."],
  ["budget", "99999999999999", "At most $9007199254.740991."],
  ["budget", "1.2345678", "An amount in dollars, such as 0.10, with at most six decimals."],
  ["maxRate", "99999999999999", "At most $9000000000000."],
  ["maxRate", "0", "An amount in dollars, such as 0.10, with at most six decimals."],
])("what is wrong with a %s of %s is told as it is: %j", (field, text, said) =>
  expect(parse({ devices: "3", [field]: text }).errors[field] ?? "").toBe(said),
);

test.each<[DraftField, Partial<Draft>]>([
  ["args", { args: '"open' }],
  ["image", { kind: "container", image: "python:3.13" }],
  ["gpus", { kind: "container", gpus: "17" }],
  ["gpuMemory", { kind: "container", gpus: "1", gpuMemory: "0" }],
  ["cpu", { cpu: "0.05" }],
  ["cpu", { cpu: "two" }],
  ["memory", { memory: "256.5" }],
  ["disk", { disk: "-1" }],
  ["devices", { devices: "0" }],
  ["devices", { devices: "51" }],
  ["maxRate", { maxRate: "0.1234567" }],
  ["maxRate", { maxRate: "0" }],
  ["maxRate", { maxRate: "0.000001", minutes: "1" }],
  ["minutes", { minutes: "0" }],
  ["minutes", { maxRate: "40", minutes: "10" }],
  ["maxRtt", { maxRtt: "20" }],
  ["countries", { countries: "Germany" }],
  ["source", { source: "  " }],
])("a wrong %s is said at its field: %j", (field, more) => {
  const { order, errors } = parse(more);
  expect(order).toBeUndefined();
  expect(Object.keys(errors)).toEqual([field]);
});

test("a size is known by its figures", () => {
  expect(sizeOf(firstDraft)).toBe("small");
  expect(sizeOf({ ...firstDraft, memory: "300" })).toBeUndefined();
});
