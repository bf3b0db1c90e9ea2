import { expect, test } from "vitest";
import { countConstraints, type Miss } from "./count-constraints";
import { relaxations } from "./relaxations";

test("it names each limit that stands alone, the most helpful first, with the nearest value", () => {
  const constraints = setup([
    [["PRICE_BELOW_MARKET", { asked: 70_000, allowed: 50_000 }]],
    [["PRICE_BELOW_MARKET", { asked: 60_000, allowed: 50_000 }]],
    [["NO_CAPACITY_PER_NODE", { resource: "GPUs", wanted: 2, free: 1 }]],
    [
      ["POLICY_COUNTRY", { country: "US" }],
      ["RTT_OVER_LIMIT", { rttMs: 90, allowedMs: 20 }],
    ],
  ]);
  expect(relaxations({ constraints })).toEqual([
    { code: "PRICE_BELOW_MARKET", devices: 2, fromRate: 1000, enough: { value: 60_000 } },
    { code: "NO_CAPACITY_PER_NODE", devices: 1, fromRate: 1002, enough: { resource: "GPUs", value: 1 } },
  ]);
});

test("each resource that is short is a limit of its own", () => {
  const short = (resource: string, free: number): Failed => [
    "NO_CAPACITY_PER_NODE",
    { resource, wanted: 99, free },
  ];
  const constraints = setup([[short("GPUs", 1)], [short("MiB of memory", 512)], [short("GPUs", 3)]]);
  expect(relaxations({ constraints }).map(({ enough, devices }) => ({ ...enough, devices }))).toEqual([
    { resource: "GPUs", value: 3, devices: 2 },
    { resource: "MiB of memory", value: 512, devices: 1 },
  ]);
});

test("a device that is offline is nobody's limit to relax", () =>
  expect(relaxations({ constraints: setup([[["DEVICE_OFFLINE", {}]]]) })).toEqual([]));

type Failed = [Miss["exclusions"][number]["code"], Record<string, string | number>];

/** The counts of devices each of which fails the limits of its row; the first asks 1000 µ$/h, the next one more. */
function setup(devices: Failed[][]) {
  return countConstraints(
    devices.map((failed, index) => ({
      device: `0x${index}`,
      exclusions: failed.map(([code, facts]) => ({ code, facts })),
      ratePerHour: 1000 + index,
    })),
  );
}
