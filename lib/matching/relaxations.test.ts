import { expect, test } from "vitest";
import type { Decision } from "./match";
import { relaxations } from "./relaxations";

test("it names each limit that stands alone, the most helpful first, with the nearest value", () => {
  const decision = setup([
    [["PRICE_BELOW_MARKET", { asked: 70_000, allowed: 50_000 }]],
    [["PRICE_BELOW_MARKET", { asked: 60_000, allowed: 50_000 }]],
    [["NO_CAPACITY_PER_NODE", { resource: "GPUs", wanted: 2, free: 1 }]],
    [
      ["POLICY_COUNTRY", { country: "US" }],
      ["RTT_OVER_LIMIT", { rttMs: 90, allowedMs: 20 }],
    ],
  ]);
  expect(relaxations(decision)).toEqual([
    { code: "PRICE_BELOW_MARKET", devices: 2, fromRate: 60_000, enough: { value: 60_000 } },
    { code: "NO_CAPACITY_PER_NODE", devices: 1, fromRate: 60_000, enough: { resource: "GPUs", value: 1 } },
  ]);
});

test("a device that is offline is nobody's limit to relax", () =>
  expect(relaxations(setup([[["DEVICE_OFFLINE", {}]]]))).toEqual([]));

test("a list of excluded devices that was cut short still gives the counts", () => {
  const decision = { ...setup([[["PRICE_BELOW_MARKET", { asked: 60_000, allowed: 50_000 }]]]), excluded: [] };
  expect(relaxations(decision)).toEqual([{ code: "PRICE_BELOW_MARKET", devices: 1, fromRate: 60_000 }]);
});

type Failed = [Decision["excluded"][number]["exclusions"][number]["code"], Record<string, string | number>];

/** A decision in which each device fails the limits of its row. */
function setup(devices: Failed[][]): Decision {
  const excluded = devices.map((failed, index) => ({
    device: `0x${index}` as const,
    exclusions: failed.map(([code, facts]) => ({ code, facts })),
  }));
  const codes = [...new Set(devices.flat().map(([code]) => code))];
  const constraints = codes.map((code) => {
    const alone = devices.filter((failed) => failed.length === 1 && failed[0]![0] === code).length;
    return { code, excludes: alone, alone, ...(alone > 0 && { aloneFromRate: 60_000 }) };
  });
  return { ranked: [], considered: devices.length, feasible: 0, constraints, excluded };
}
