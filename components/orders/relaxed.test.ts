import { expect, test } from "vitest";
import type { Relaxation } from "@/lib/matching/relaxations";
import { firstDraft } from "./draft";
import { parseDraft } from "./parse-draft";
import { relaxed } from "./relaxed";

const of = (more: Partial<Relaxation>) => relaxed({ code: "PRICE_BELOW_MARKET", devices: 1, ...more });

test.each<[Partial<Relaxation>, string, object | undefined]>([
  [{ enough: { value: 123_450 } }, "Allow $0.12345 an hour", { maxRate: "0.12345" }],
  [{ code: "RTT_OVER_LIMIT", enough: { value: 41 } }, "Allow a round trip of 41 ms", { maxRtt: "41" }],
  [{ code: "POLICY_COUNTRY" }, "Allow every country", { countries: "" }],
  [{ code: "POLICY_GRADE", enough: { value: 1 } }, "Allow a lower isolation grade", { minGrade: "1" }],
  [
    { code: "NO_CAPACITY_PER_NODE", enough: { resource: "milli-vCPU", value: 1500 } },
    "Order 1.5 vCPU",
    { cpu: "1.5" },
  ],
  [
    { code: "NO_CAPACITY_PER_NODE", enough: { resource: "MiB of memory", value: 512 } },
    "Order 512 MiB of memory",
    { memory: "512" },
  ],
  [
    { code: "NO_CAPACITY_PER_NODE", enough: { resource: "GPUs", value: 0 } },
    "Order a smaller machine",
    undefined,
  ],
])("%j", (relaxation, label, change) => {
  const way = of(relaxation);
  expect(way?.label).toBe(label);
  expect(way?.change).toEqual(change);
  const { errors } = parseDraft(
    { ...firstDraft, near: "Europe/Berlin", ...change },
    { main: undefined, input: undefined },
    5_000_000n,
  );
  expect(errors).toEqual({});
});

test("a limit that the form never sets is left out", () =>
  expect(of({ code: "DEVICE_EXCLUDED" })).toBeUndefined());
