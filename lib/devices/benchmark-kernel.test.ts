import { expect, test } from "vitest";
import { digestBytes, makeKernel } from "./benchmark-kernel";

const seed = (fill: number) => new Uint8Array(32).fill(fill);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("a chunk comes to the same on every engine, whatever was run before it", () => {
  const kernel = makeKernel(seed(7));
  const digests = [0, 1, 2].map((chunk) => hex(kernel(chunk)));
  expect(digests).toEqual(["4bfe5d949b6730d7", "25b948026bf1502e", "bc6fad294e97353b"]);
  expect(hex(kernel(1))).toBe(digests[1]);
  expect(hex(makeKernel(seed(7))(2))).toBe(digests[2]);
});

test("another seed and another chunk come to something else", () => {
  const digests = [7, 8].flatMap((fill) => [0, 1, 20_000].map((chunk) => hex(makeKernel(seed(fill))(chunk))));
  expect(new Set(digests).size).toBe(6);
  expect(digests.every((digest) => digest.length === digestBytes * 2)).toBe(true);
});
