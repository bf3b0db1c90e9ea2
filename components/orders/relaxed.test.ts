import { expect, test } from "vitest";
import type { ConstraintCount } from "@/lib/matching/count-constraints";
import { firstDraft } from "./draft";
import { parseDraft } from "./parse-draft";
import { relaxed } from "./relaxed";

const of = (more: Partial<ConstraintCount>) =>
  relaxed({ code: "PRICE_BELOW_MARKET", excludes: 3, alone: 1, ...more });

test.each<[Partial<ConstraintCount>, string, string | undefined, object | undefined]>([
  [{ aloneNearest: 123_450 }, "A higher price limit", "Allow $0.12345/h", { maxRate: "0.12345" }],
  [{}, "A higher price limit", undefined, undefined],
  [{ code: "RTT_OVER_LIMIT", aloneNearest: 41 }, "A longer round trip", "Allow 41 ms", { maxRtt: "41" }],
  [{ code: "POLICY_COUNTRY" }, "Other countries", "Allow all", { countries: "" }],
  [{ code: "POLICY_GRADE", aloneNearest: 1 }, "A lower isolation grade", "Allow grade 1", { minGrade: "1" }],
  [
    { code: "NO_CAPACITY_PER_NODE", resource: "milli-vCPU", aloneNearest: 1500 },
    "A smaller machine",
    "Order 1.5 vCPU",
    { cpu: "1.5" },
  ],
  [
    { code: "NO_CAPACITY_PER_NODE", resource: "MiB of memory", aloneNearest: 512 },
    "A smaller machine",
    "Order 512 MiB",
    { memory: "512" },
  ],
  [
    { code: "NO_CAPACITY_PER_NODE", resource: "GPUs", aloneNearest: 0 },
    "A smaller machine",
    undefined,
    undefined,
  ],
])("%j", (relaxation, label, press, change) => {
  const way = of(relaxation);
  expect(way?.label).toBe(label);
  expect(way?.press?.label).toBe(press);
  expect(way?.press?.change).toEqual(change);
  const draft = { ...firstDraft, near: "Europe/Berlin", ...change };
  expect(parseDraft(draft, { main: undefined, input: undefined }, 5_000_000n).errors).toEqual({});
});

test("a limit that the form never sets is left out", () =>
  expect(of({ code: "DEVICE_EXCLUDED" })).toBeUndefined());
