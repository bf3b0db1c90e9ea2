import { existsSync, rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { IndexBuilder } from "@/lib/matching/index/index-builder";
import type { DeviceIndex } from "@/lib/matching/index/device-index";
import type { DeviceRecord, MatchRequest } from "@/lib/matching/match-request";
import { readSnapshot, writeSnapshot } from "@/server/matching/snapshot-file";
import { ordersOf } from "./matching/orders";
import { Random } from "./matching/random";
import { microsOf, quantile } from "./matching/stopwatch";
import { world } from "./matching/world";

/**
 * npm run bench:match-updates -- --devices 1000000 --seconds 10
 *
 * Mixed orders on one thread: alone, then while devices change at the rates of a market of 13 million (20,000
 * prices, 5,000 reservations and as many releases a second), then also while everything is laid out anew.
 * The alternative in the same run is the first: the same orders on an index that nothing disturbs. Last, a
 * snapshot of it all is written and read back.
 *
 * Heartbeats are not among the changes: a device that was online and still is changes nothing in the index.
 */
const { values: options } = parseArgs({
  options: {
    devices: { type: "string", default: "200000" },
    seconds: { type: "string", default: "10" },
    snapshot: { type: "string", default: "/tmp/ambit-match-updates.snapshot" },
  },
});
const pricesASecond = 20_000;
const reservationsASecond = 5000;
/** Changes are done in pieces of so many, so that no order waits for more. */
const changesAtOnce = 16;
const seconds = Number(options.seconds);
const random = new Random(5);

const { index, changing } = build(Number(options.devices));
const orders = ordersOf("mix", 1000, 12);
for (const order of orders) index.best(order, 10);

const alone = run(seconds, () => 0);
report("alone", alone);
const changed = run(seconds, keepUp());
report("while devices change", changed);
const laying = index.rebuilding();
const steps: number[] = [];
const keepingUp = keepUp();
const rebuilt = run(
  Infinity,
  (elapsed) => {
    const spent = microsOf(() => (laying.next().done ? steps.push(Infinity) : 0));
    steps.push(spent);
    return keepingUp(elapsed);
  },
  () => steps.at(-2) === Infinity,
);
report("while laid out anew too", rebuilt);
const finite = steps.filter(Number.isFinite);
console.log(
  `${finite.length} steps of a layout: p50 ${quantile(finite, 0.5).toFixed(0)} µs, p99 ${quantile(finite, 0.99).toFixed(0)} µs, most ${Math.max(...finite).toFixed(0)} µs, ` +
    `${(finite.reduce((sum, step) => sum + step, 0) / 1e6).toFixed(1)} s in all, ${rebuilt.seconds.toFixed(1)} s with the orders between them`,
);
console.log(
  `query p99, changing over alone: × ${(quantile(changed.micros, 0.99) / quantile(alone.micros, 0.99)).toFixed(2)}; laid out anew over alone: × ${(quantile(rebuilt.micros, 0.99) / quantile(alone.micros, 0.99)).toFixed(2)}`,
);
await measureRestart();

function build(count: number): { index: DeviceIndex; changing: DeviceRecord[] } {
  const builder = new IndexBuilder(count);
  const changing: DeviceRecord[] = [];
  for (const device of world(count)) {
    builder.add(device);
    if (changing.length < 50_000 || random.chance(0.001)) changing.push(device);
  }
  return { index: builder.build(), changing };
}

type Run = { micros: number[]; changes: number; changeSeconds: number; seconds: number };

/** Asks order after order; between two `between` may do something and says how many changes it made. */
function run(forSeconds: number, between: (elapsed: number) => number, isOver = () => false): Run {
  const since = performance.now();
  const result: Run = { micros: [], changes: 0, changeSeconds: 0, seconds: 0 };
  for (let n = 0; result.seconds < forSeconds && !isOver(); n++) {
    const order = orders[n % orders.length] as MatchRequest;
    result.micros.push(microsOf(() => index.best(order, 10)));
    const before = performance.now();
    result.changes += between(result.seconds);
    result.changeSeconds += (performance.now() - before) / 1000;
    result.seconds = (performance.now() - since) / 1000;
  }
  return result;
}

/** Makes the changes that are due, at most a piece at a time. */
function keepUp(): (elapsed: number) => number {
  let done = 0;
  return (elapsed) => {
    const due = Math.floor(elapsed * (pricesASecond + 2 * reservationsASecond)) - done;
    const now = Math.min(due, changesAtOnce);
    for (let n = 0; n < now; n++) change(random.between(0, changing.length - 1));
    done += now;
    return now;
  };
}

function change(at: number): void {
  const device = changing[at]!;
  const { prices, free } = device;
  const isPrice = random.chance(pricesASecond / (pricesASecond + 2 * reservationsASecond));
  changing[at] = isPrice
    ? {
        ...device,
        prices: {
          ...prices,
          vcpuHour: Math.max(1, Math.round(prices.vcpuHour * (0.95 + 0.1 * random.share()))),
        },
      }
    : {
        ...device,
        free: { ...free, cpuMillis: free.cpuMillis >= 1000 ? free.cpuMillis - 1000 : free.cpuMillis + 2000 },
      };
  index.put(changing[at]);
}

async function measureRestart(): Promise<void> {
  if (existsSync(options.snapshot))
    throw new Error(`${options.snapshot} is there already: choose another --snapshot.`);
  try {
    const before = orders.slice(0, 200).map((order) => JSON.stringify(index.best(order, 10)));
    let since = performance.now();
    await writeSnapshot(options.snapshot, index.snapshot(), "");
    const written = (performance.now() - since) / 1000;
    since = performance.now();
    const { index: after } = await readSnapshot(options.snapshot);
    const read = (performance.now() - since) / 1000;
    const equal = orders
      .slice(0, 200)
      .filter((order, n) => JSON.stringify(after.best(order, 10)) === before[n]).length;
    console.log(
      `snapshot written in ${written.toFixed(1)} s, read in ${read.toFixed(1)} s; ${equal} of 200 answers equal`,
    );
    if (equal < 200) process.exitCode = 1;
  } finally {
    rmSync(options.snapshot, { force: true });
  }
}

function report(name: string, { micros, changes, changeSeconds, seconds: ran }: Run): void {
  console.log(
    `${name.padEnd(26)} p50 ${quantile(micros, 0.5).toFixed(0)} µs  p99 ${quantile(micros, 0.99).toFixed(0)} µs  ${Math.round(micros.length / ran)} orders/s` +
      (changes > 0
        ? `  ${Math.round(changes / ran)} changes/s, ${((changeSeconds * 1e6) / changes).toFixed(1)} µs each, ${((100 * changeSeconds) / ran).toFixed(0)} % of the thread`
        : ""),
  );
}
