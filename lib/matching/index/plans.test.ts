import fc from "fast-check";
import { keccak256, toHex } from "viem";
import { expect, test } from "vitest";
import { match } from "@/lib/matching/match";
import type { DeviceRecord, MatchRequest } from "@/lib/matching/match-request";
import { deviceRecord, matchRequest } from "@/lib/matching/testing/arbitraries";
import { device, order } from "@/lib/matching/testing/samples";
import { indexOf } from "./index-builder";
import { plans } from "./search";

const seed = 20_261_121;
const idOf = (name: string, n: number) => keccak256(toHex(`${name} ${n}`));

const devices = fc
  .sample(deviceRecord, { seed, numRuns: 1500 })
  .map((sampled, n): DeviceRecord => ({ ...sampled, id: idOf("device", n) }));
const orders = fc
  .sample(matchRequest, { seed, numRuns: 200 })
  .map((sampled, n): MatchRequest => ({ ...sampled, id: idOf("order", n) }));

const ranked = (request: MatchRequest, among: DeviceRecord[]) =>
  match(request, among, { runnersUp: 4 }).ranked.map(({ device, score }) => ({ device, score }));
const answers = orders.map((request) => ranked(request, devices));

const nearestFirst = { placesReachMicros: Infinity, placesShare: Infinity, placesPatience: Infinity };

test("the sample is worth comparing: most orders find several devices, some find none", () => {
  expect(answers.filter((answer) => answer.length === 5).length).toBeGreaterThan(20);
  expect(answers.filter((answer) => answer.length === 0).length).toBeGreaterThan(20);
});

test.each([
  ["by bound", {}],
  ["run through", { groupsByBound: 0, sampleStep: 1, sparseShare: 0 }],
  ["run through after some groups", { groupsByBound: 3, sampleStep: 1, sparseShare: 0 }],
  ["with holders of the workload found by the tree", { holdersAlone: 0 }],
  ["nearest first, always and to the end", nearestFirst],
  ["nearest first, given up", { ...nearestFirst, placesPatience: 0, placesPatiencePerFound: 0 }],
  ["nearest first, given up after some", { ...nearestFirst, placesPatience: 5, placesPatiencePerFound: 0 }],
  ["round the circle", { leavesBeforeCircle: 1 }],
  ["round the circle, given up", { leavesBeforeCircle: 1, circleSteps: 50 }],
])("%s, the answers are the same", (_, early) => {
  // Usually it takes a million devices to change the plan; here it is changed from the first moment on.
  const index = indexOf(devices, { ...plans, ...early });
  for (const [at, request] of orders.entries()) expect(index.best(request, 5)).toEqual(answers[at]);
});

test("where all devices have the same points, each order gets the first on its own circle", () => {
  const equals = Array.from({ length: 1500 }, (_, n) => device(`equal ${n}`));
  const index = indexOf(equals, { ...plans, leavesBeforeCircle: 1 });
  const firsts = orders.map(({ id }) => {
    const request = order({ id });
    const found = index.best(request, 5);
    expect(found).toEqual(ranked(request, equals));
    return found[0]!.device;
  });
  expect(new Set(firsts).size).toBeGreaterThan(150);
});
