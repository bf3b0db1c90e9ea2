import { expect, test } from "vitest";
import { fuzzHost } from "@/lib/sandbox/testing/fuzz-host";

test("a hundred thousand calls of anything get an errno, or end the run as a call may", () => {
  // A slice of `npm run fuzz:wasi`.
  const { faults, succeeded, refused, ended } = fuzzHost(1, 100_000);
  expect(faults).toEqual([]);
  expect(succeeded).toBeGreaterThan(10_000);
  expect(refused).toBeGreaterThan(10_000);
  expect(ended).toBeGreaterThan(10);
});

test("the same calls get the same answers", () => {
  expect(fuzzHost(2, 5_000)).toEqual(fuzzHost(2, 5_000));
  expect(fuzzHost(3, 5_000).digest).not.toBe(fuzzHost(2, 5_000).digest);
});
