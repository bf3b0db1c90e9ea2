import { parseArgs } from "node:util";
import { Batches } from "@/server/batches";
import { placeOrders } from "@/server/orders/place-orders";
import { ordersOf } from "./matching/orders";
import { world } from "./matching/world";
import { openMarket, placementOf } from "./reserving/market";

/**
 * npm run bench:match-e2e -- --devices 100000 --orders 5000 --in-flight 500,25 --workload mix,near
 *
 * From an order whose signatures are checked to its committed lease: exact match in the index, capacity and
 * money held, rows and reasons written, synchronous commit. The alternative in the same run is one order a
 * transaction. Devices deplete as they do in a market; orders that find nothing are counted, not hidden. One
 * registry serves all workloads, one after the other.
 */
const { values: options } = parseArgs({
  options: {
    devices: { type: "string", default: "100000" },
    orders: { type: "string", default: "5000" },
    "in-flight": { type: "string", default: "500" },
    workload: { type: "string", default: "mix" },
    port: { type: "string", default: "39119" },
  },
});
const orderCount = Number(options.orders);
const workloads = options.workload.split(",");
// A name that nobody knows is told before millions of devices are loaded.
for (const workload of workloads) ordersOf(workload, 0, 0);

let runs = 10;
const market = await openMarket(world(Number(options.devices)), Number(options.port));
try {
  console.log(`${market.registry.index.size.toLocaleString("en-GB")} devices`);
  for (const workload of workloads)
    for (const inFlight of options["in-flight"].split(",").map(Number)) {
      console.log(`${workload} orders, ${inFlight} in flight`);
      const together = await placeAll("placed together", workload, inFlight, orderCount, 250);
      const alone = await placeAll("one a transaction", workload, inFlight, Math.ceil(orderCount / 20), 1);
      console.log(`ratio of orders a second: ${(together / alone).toFixed(1)}`);
    }
} finally {
  await market.close();
}

/** So many in flight all the time, until all are placed. Returns leases and refusals a second. */
async function placeAll(
  name: string,
  workload: string,
  inFlight: number,
  count: number,
  itemsMax: number,
): Promise<number> {
  const seed = ++runs;
  const placing = new Batches(placeOrders, itemsMax);
  const placements = ordersOf(workload, count, seed).map(({ resources, constraints, near }, n) =>
    placementOf(market.ctx, seed * 10_000_000 + n, {
      resources,
      constraints,
      ...(near && { near }),
      objective: workload === "near" ? "nearest" : "balanced",
    }),
  );
  const taken: number[] = [];
  let refused = 0;
  let next = 0;
  const since = performance.now();
  const place = async () => {
    for (let at = next++; at < count; at = next++) {
      const begun = performance.now();
      await placing.add(placements[at]!).catch((error: { code?: string }) => {
        if (error.code !== "NO_MATCH") throw error;
        refused++;
      });
      taken.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, place));
  const perSecond = (count * 1000) / (performance.now() - since);
  const sorted = taken.toSorted((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(1);
  console.log(
    `${name.padEnd(18)} ${perSecond.toFixed(0).padStart(6)} /s   p50 ${quantile(0.5)} ms   p99 ${quantile(0.99)} ms   ${refused} of ${count} found nothing`,
  );
  return perSecond;
}
