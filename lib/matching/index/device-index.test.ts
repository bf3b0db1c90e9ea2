import { expect, test } from "vitest";
import { match } from "@/lib/matching/match";
import { berlin, device, order, paris } from "@/lib/matching/testing/samples";
import type { DeviceIndex } from "./device-index";
import { indexOf } from "./index-builder";

const warm = order({ content: "image" });
const scoreIn = (index: DeviceIndex) => index.best(warm, 1)[0]?.score;
const scoreOf = (one: ReturnType<typeof device>) => match(warm, [one]).ranked[0]!.score;

test.each([
  ["where it stands", berlin],
  ["after it moved", paris],
])("a device that dropped a workload has to fetch it again, %s", (_, place) => {
  const index = indexOf([device("a", { holds: ["image", "other"] })]);
  const now = device("a", { holds: ["other"], place });
  index.put(now);
  expect(scoreIn(index)).toBe(scoreOf(now));
});

test("who takes the slot of a device that left does not have what that one had", () => {
  const index = indexOf([device("a", { holds: ["image"] })]);
  index.remove(device("a").id);
  index.put(device("b"));
  expect(scoreIn(index)).toBe(scoreOf(device("b")));
});

test("an index that is full makes room by itself", () => {
  const index = indexOf([]);
  for (let n = 0; n < 2000; n++) index.put(device(`d${n}`));
  expect(index.size).toBe(2000);
  expect(index.best(order(), 1000)).toHaveLength(1000);
});

test("it says when half of it has changed, and not after it was laid out anew", () => {
  const index = indexOf(Array.from({ length: 1500 }, (_, n) => device(`d${n}`)));
  expect(index.isWorn).toBe(false);
  for (let n = 0; n < 1001; n++) index.put(device(`d${n}`, { reliabilityBps: 100 }));
  expect(index.isWorn).toBe(true);
  index.rebuild();
  expect(index.isWorn).toBe(false);
});

test("more devices than it keeps are refused by number", () =>
  expect(() => indexOf([]).best(order(), 1025)).toThrow("1025"));
