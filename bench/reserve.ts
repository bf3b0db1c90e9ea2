import { parseArgs } from "node:util";
import { Logger, makeWorkerUtils, run, type TaskList } from "graphile-worker";
import PgBoss from "pg-boss";
import type { Hex } from "viem";
import { takeCapacities } from "@/db/queries/registry";
import { devices } from "@/db/schema/devices";
import type { DeviceRecord } from "@/lib/matching/match-request";
import { addResources, type Resources } from "@/lib/orders/resources";
import { takeTurn } from "@/server/matching/take-turn";
import { placeOrders, type Placement } from "@/server/orders/place-orders";
import { Purses } from "@/server/orders/purses";
import { world } from "./matching/world";
import { openMarket, placementOf } from "./reserving/market";

/**
 * npm run bench:reserve -- --devices 20000 --orders 5000
 *
 * Durable reservations a second, every one committed with synchronous_commit on before it counts. In the same
 * run on the same Postgres: one order a transaction, and the two job queues of the field adding and doing
 * jobs that do nothing.
 */
const { values: options } = parseArgs({
  options: {
    devices: { type: "string", default: "20000" },
    orders: { type: "string", default: "5000" },
    jobs: { type: "string", default: "20000" },
    port: { type: "string", default: "39118" },
  },
});
const [deviceCount, orderCount, jobCount] = [options.devices, options.orders, options.jobs].map(Number) as [
  number,
  number,
  number,
];
const batchSize = 250;
const resources = { cpuMillis: 1000, memoryMib: 256, diskMib: 64, gpus: 0 };

// Room enough that nothing runs out: what is measured is reserving; `bench:match-e2e` measures scarcity.
const free = { cpuMillis: 1e9, memoryMib: 1e9, diskMib: 1e9, gpus: 0 };
const market = await openMarket(roomyWorld(), Number(options.port));
const { ctx, db } = market;
let made = 0;
const nextOrders = (count: number): Placement[] =>
  Array.from({ length: count }, () => placementOf(ctx, made++, { resources, objective: "cheapest" }));

try {
  const ids = (await db.select({ id: devices.id }).from(devices).limit(20_000)).map(({ id }) => id);
  const figures = {
    "capacity alone": await timed(orderCount * 8, 8 * batchSize, (batch) => takeOnly(ids, batch)),
    "capacity and money": await timed(orderCount * 4, batchSize, (batch) => holdOnly(ids, batch)),
    "whole orders": await timed(orderCount, batchSize, place),
    "whole orders, one a transaction": await timed(orderCount / 20, 1, place),
    "graphile-worker, jobs": await graphileWorker(),
    "pg-boss, jobs": await pgBoss(),
  };
  for (const [name, { perSecond, p50, p99 }] of Object.entries(figures))
    console.log(
      `${name.padEnd(32)} ${String(Math.round(perSecond)).padStart(7)} /s` +
        (p50 === undefined ? "" : `   a commit p50 ${p50.toFixed(1)} ms   p99 ${p99!.toFixed(1)} ms`),
    );
  const ratio = (a: keyof typeof figures, b: keyof typeof figures) =>
    console.log(`${a} : ${b} = ${(figures[a].perSecond / figures[b].perSecond).toFixed(2)}`);
  ratio("whole orders", "whole orders, one a transaction");
  ratio("capacity alone", "graphile-worker, jobs");
  ratio("capacity alone", "pg-boss, jobs");
  ratio("capacity and money", "graphile-worker, jobs");
  ratio("capacity and money", "pg-boss, jobs");
} finally {
  await market.close();
}

/** One after the other: many millions would not fit into memory as they are here. */
function* roomyWorld(): Generator<DeviceRecord> {
  for (const device of world(deviceCount)) yield { ...device, runs: ["container"], free };
}

type Figures = { perSecond: number; p50?: number; p99?: number };

/** Batches one after the other, as a gateway makes them; their orders are made before the clock runs. */
async function timed(
  count: number,
  size: number,
  work: (batch: Placement[]) => Promise<unknown>,
): Promise<Figures> {
  const batches = Array.from({ length: Math.ceil(count / size) }, () => nextOrders(size));
  await work(nextOrders(size));
  const taken: number[] = [];
  const since = performance.now();
  for (const batch of batches) {
    const begun = performance.now();
    await work(batch);
    taken.push(performance.now() - begun);
  }
  const perSecond = (batches.length * size * 1000) / (performance.now() - since);
  return { perSecond, p50: quantile(taken, 0.5), p99: quantile(taken, 0.99) };
}

async function place(batch: Placement[]): Promise<void> {
  const refused = (await placeOrders(batch)).find((outcome) => outcome !== undefined);
  if (refused) throw refused;
}

/** What a reservation of machines alone would be: the conditional update that nobody can overtake, and its commit. */
async function takeOnly(ids: readonly Hex[], batch: readonly Placement[]): Promise<void> {
  const wanted = wantedOf(ids, batch);
  const taken = await db.transaction((tx) => takeCapacities(tx, wanted));
  if (taken.length !== wanted.size) throw new Error(noRoom);
}

/** The heart of a reservation, with nothing decided and nothing written about it: the functions are those that place orders. */
function holdOnly(ids: readonly Hex[], batch: readonly Placement[]): Promise<void> {
  return db.transaction(async (tx) => {
    await takeTurn(tx);
    const orders = batch.flatMap(({ orders: party }) => party);
    const purses = await Purses.open(tx, orders);
    for (const order of orders) purses.hold(order);
    const wanted = wantedOf(ids, batch);
    const taken = await takeCapacities(tx, wanted);
    if (taken.length !== wanted.size) throw new Error(noRoom);
    await purses.write(tx);
  });
}

const noRoom = "A device had no room left, and all have plenty.";

/** Spread over the devices, so that most get one order of a batch. */
function wantedOf(ids: readonly Hex[], batch: readonly Placement[]): Map<Hex, Resources> {
  const wanted = new Map<Hex, Resources>();
  batch.forEach((_, n) => {
    const device = ids[(made + n * 7) % ids.length]!;
    wanted.set(device, addResources(wanted.get(device), resources));
  });
  return wanted;
}

/** Added in thousands, done in its own batches: the settings that its documents name for throughput. */
async function graphileWorker(): Promise<Figures> {
  const logger = new Logger(() => () => undefined);
  const utils = await makeWorkerUtils({ connectionString: market.url, logger });
  let done = 0;
  let taskList: TaskList = {};
  const since = performance.now();
  for (let first = 0; first < jobCount; first += 1000)
    await utils.addJobs(Array.from({ length: 1000 }, (_, n) => ({ identifier: "nothing", payload: { n } })));
  const drained = new Promise<void>((resolve) => {
    taskList = { nothing: () => void (++done === jobCount && resolve()) };
  });
  const runner = await run({
    connectionString: market.url,
    logger,
    taskList,
    noHandleSignals: true,
    preset: {
      worker: { concurrentJobs: 24, localQueue: { size: 500 }, completeJobBatchDelay: 0, pollInterval: 100 },
    },
  });
  await drained;
  await runner.stop();
  const perSecond = (jobCount * 1000) / (performance.now() - since);
  await utils.release();
  return { perSecond };
}

async function pgBoss(): Promise<Figures> {
  const boss = new PgBoss({ connectionString: market.url, supervise: false, schedule: false });
  await boss.start();
  await boss.createQueue("nothing");
  const since = performance.now();
  for (let first = 0; first < jobCount; first += 1000)
    await boss.insert(
      "nothing",
      Array.from({ length: 1000 }, (_, n) => ({ name: "nothing", data: { n } })),
    );
  for (let done = 0; done < jobCount;) {
    const jobs = await boss.fetch("nothing", { batchSize });
    await boss.complete(
      "nothing",
      jobs.map(({ id }) => id),
    );
    done += jobs.length;
  }
  const perSecond = (jobCount * 1000) / (performance.now() - since);
  await boss.stop({ graceful: false });
  return { perSecond };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
