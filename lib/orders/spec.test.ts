import { expect, test } from "vitest";
import { specBlobs, specHash, specSchema } from "./spec";

const source = "a".repeat(64);
const setup = (more: object = {}) =>
  specSchema.parse({
    version: 1,
    workload: { kind: "script", language: "javascript", source },
    resources: {},
    ...more,
  });

test("a parsed spec hashes the same however its keys were ordered", () => {
  const wire = JSON.parse(JSON.stringify(setup({ args: ["a"], input: "b".repeat(64) }))) as object;
  const turned = Object.fromEntries(Object.entries(wire).reverse());
  expect(specHash(specSchema.parse(turned))).toBe(specHash(specSchema.parse(wire)));
});

test("any other argument is another hash", () =>
  expect(specHash(setup({ args: ["a"] }))).not.toBe(specHash(setup({ args: ["b"] }))));

test("the blobs of a spec are its source and its input", () =>
  expect(specBlobs(setup({ input: "b".repeat(64) }))).toEqual([source, "b".repeat(64)]));

test("a fleet may be sealed", () => {
  const fleet = { id: `0x${"c".repeat(64)}`, devices: 2, spread: "country" };
  expect(setup({ sealed: "d".repeat(64), fleet })).toMatchObject({ fleet });
});

test.each([
  [{ resources: { memoryMib: 1 } }, "memoryMib"],
  [{ constraints: { countriesAllowed: ["Germany"] } }, "countriesAllowed"],
  [{ workload: { kind: "container", image: "busybox:latest" } }, "image"],
  [{ near: { latE6: 91_000_000, lngE6: 0 } }, "latE6"],
])("%j is refused", (more, path) => {
  const refused = specSchema.safeParse({ ...setup(), ...more });
  expect(refused.error?.issues[0]?.path).toContain(path);
});
