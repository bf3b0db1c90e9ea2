import { parseArgs } from "node:util";
import fc from "fast-check";
import { keccak256, toHex } from "viem";
import { indexOf } from "@/lib/matching/index/index-builder";
import { plans } from "@/lib/matching/index/search";
import { match } from "@/lib/matching/match";
import type { DeviceRecord, MatchRequest } from "@/lib/matching/match-request";
import { deviceRecord, matchRequest } from "@/lib/matching/testing/arbitraries";
import { Random } from "./random";

/**
 * npm run fuzz:matching -- --orders 100000
 *
 * Random orders against random registries, each registry churned between rounds of orders and every plan of
 * the search forced now and then: the index must answer as `match` does. Stops at the first difference and
 * says how to see it again.
 */
const { values: options } = parseArgs({
  options: { orders: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } },
});

const ordersAtOnce = 40;
const early = [
  {},
  { groupsByBound: 0, sampleStep: 1, sparseShare: 0 },
  { groupsByBound: 2, sampleStep: 1, sparseShare: 0 },
  { leavesBeforeCircle: 1 },
  { leavesBeforeCircle: 1, circleSteps: 60 },
  { holdersAlone: 0 },
  { placesReachMicros: Infinity, placesShare: Infinity, placesPatience: Infinity },
  { placesReachMicros: Infinity, placesShare: Infinity, placesPatience: 3 },
];

let [compared, found, churned] = [0, 0, 0];
const since = performance.now();
for (let seed = Number(options.seed); compared < Number(options.orders); seed++) checkWorld(seed);
console.log(
  `${compared.toLocaleString("en-GB")} orders equal to match, ${churned.toLocaleString("en-GB")} of them after churn; ` +
    `${((100 * found) / compared).toFixed(0)} % found a device; ${((performance.now() - since) / 1000).toFixed(0)} s`,
);

function checkWorld(seed: number): void {
  const random = new Random(seed);
  const count = Math.ceil(random.share() ** 2 * 1500);
  const fresh = fc.sample(deviceRecord, { seed, numRuns: count * 2 });
  const requests = fc.sample(matchRequest, { seed, numRuns: ordersAtOnce * 2 });
  const there = new Map<string, DeviceRecord>();
  const named = (n: number): DeviceRecord => ({ ...fresh[n]!, id: keccak256(toHex(`${seed} ${n}`)) });
  for (let n = 0; n < count; n++) there.set(named(n).id, named(n));
  const index = indexOf(there.values(), { ...plans, ...random.of(early) });
  const check = (request: MatchRequest, n: number) => {
    const order = {
      ...request,
      id: keccak256(toHex(`order ${seed} ${n}`)),
      constraints: naming(random, request, [...there.values()]),
    };
    const wanted = random.between(1, 10);
    const expected = match(order, there.values(), { runnersUp: wanted - 1, excludedMax: 0 }).ranked.map(
      ({ device, score }) => ({ device, score }),
    );
    const answer = index.best(order, wanted);
    if (JSON.stringify(answer) !== JSON.stringify(expected)) {
      console.error(
        `Seed ${seed}, order ${n}: ${JSON.stringify({ order, expected, answer }, null, 2)}\nAgain with --seed ${seed} --orders 1.`,
      );
      process.exit(1);
    }
    compared++;
    found += Number(answer.length > 0);
  };
  requests.slice(0, ordersAtOnce).forEach(check);
  for (let n = count; n < count * 2; n++) {
    const held = random.of([...there.keys()].slice(0, 50));
    if (random.chance(0.3)) {
      index.remove(held as DeviceRecord["id"]);
      there.delete(held);
    } else if (held && random.chance(0.6)) {
      const device = changed(there.get(held)!, named(n), random);
      index.put(device);
      there.set(held, device);
    } else {
      const device = random.chance(0.5) && held ? { ...named(n), id: held as DeviceRecord["id"] } : named(n);
      index.put(device);
      there.set(device.id, device);
    }
  }
  const before = compared;
  requests.slice(ordersAtOnce).forEach((request, n) => check(request, ordersAtOnce + n));
  churned += compared - before;
}

/** A device that has become a little like another, where it stands. */
function changed(device: DeviceRecord, other: DeviceRecord, random: Random): DeviceRecord {
  const { prices, free, state, reliabilityBps, attributes, holds } = other;
  return {
    ...device,
    ...random.of([{ prices }, { free }, { state }, { reliabilityBps }, { attributes }, { holds }]),
  };
}

/** Pinned and excluded devices that are there, where the order pins or excludes any. */
function naming(
  random: Random,
  { constraints }: MatchRequest,
  there: DeviceRecord[],
): MatchRequest["constraints"] {
  const some = () => (there.length > 0 ? Array.from({ length: 3 }, () => random.of(there).id) : []);
  return {
    ...constraints,
    ...(constraints.pinnedDevices && { pinnedDevices: [...constraints.pinnedDevices, ...some()] }),
    ...(constraints.excludedDevices && { excludedDevices: [...constraints.excludedDevices, ...some()] }),
  };
}
