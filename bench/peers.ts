import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startPostgres } from "@/db/embedded-postgres";
import { IndexBuilder } from "@/lib/matching/index/index-builder";
import type { DeviceRecord, MatchRequest } from "@/lib/matching/match-request";
import { LinearScan } from "./matching/linear";
import { ordersOf } from "./matching/orders";
import { microsOf, quantile } from "./matching/stopwatch";
import { world } from "./matching/world";
import { NearestByKdbush } from "./peers/nearest-by-kdbush";
import { RegistryTable } from "./peers/registry-table";

/**
 * npm run bench:peers -- --devices 1000000 --json result.json
 *
 * The engine beside what else one would take, on the same devices and the same orders in the same run: a
 * linear filter and score, geokdbush with a filter, and Postgres. Last miles are left out of this registry,
 * because geokdbush and indexes over space rank by distance alone. Answers are compared; where both sides
 * compute the same points, one difference fails the run.
 */
const { values: options } = parseArgs({
  options: {
    devices: { type: "string", default: "200000" },
    count: { type: "string", default: "1000" },
    slow: { type: "string", default: "10" },
    port: { type: "string", default: "39173" },
    json: { type: "string" },
  },
});
const devices = Number(options.devices);
const wanted = 10;

function* registry(): Generator<DeviceRecord> {
  for (const device of world(devices)) yield { ...device, accessRttMicros: 0 };
}

const builder = new IndexBuilder(devices);
const linear = new LinearScan(devices);
const kdbush = new NearestByKdbush(devices);
const ids: string[] = [];
for (const device of registry()) {
  builder.add(device);
  linear.add(device);
  kdbush.add(device);
  ids.push(device.id);
}
kdbush.finish();
const index = builder.build();

const near = ordersOf("near", Number(options.count), 12);
const mix = ordersOf("mix", Number(options.count), 12);
const few = Number(options.slow);
const results: object[] = [];

console.log(`${devices.toLocaleString("en-GB")} devices, top ${wanted}; medians in µs`);
const ours = { near: engine(near), mix: engine(mix) };
compareWith("linear, near", ours.near, near.slice(0, few).map(scanned), true);
compareWith("linear, mix", ours.mix, mix.slice(0, few).map(scanned), true);
for (const order of ordersOf("near", 300, 1)) kdbush.best(order, wanted);
compareWith(
  "geokdbush with filter, near",
  ours.near,
  near.map((order) => {
    let answer: number[] = [];
    const micros = microsOf(() => (answer = kdbush.best(order, wanted)));
    // It knows places to the metre and the engine to 200 metres: their tenth devices may differ.
    const found = new Set(index.best(order, wanted).map(({ device }) => device as string));
    return { micros, equal: answer.filter((n) => found.has(ids[n]!)).length >= wanted - 1 };
  }),
  false,
);
await compareWithPostgres();
const redis = spawnSync("redis-server", ["--version"]);
console.log(
  `Redis GEO: ${redis.error ? "not installed" : "installed, not measured here: it has no filters"}`,
);
if (options.json) {
  const machine = `${cpus()[0]!.model}, ${availableParallelism()} cores, Node ${process.version}`;
  writeFileSync(options.json, `${JSON.stringify({ machine, devices, wanted, results }, null, 2)}\n`);
}

function scanned(order: MatchRequest): Compared {
  let answer: { score: number }[] = [];
  const micros = microsOf(() => (answer = linear.best(order, wanted)));
  return { micros, equal: scoresOf(answer) === scoresOf(index.best(order, wanted)) };
}

/** Median of the engine alone, warm. */
function engine(orders: readonly MatchRequest[]): number {
  for (const order of orders.slice(0, 300)) index.best(order, wanted);
  return quantile(
    orders.map((order) => microsOf(() => index.best(order, wanted))),
    0.5,
  );
}

async function compareWithPostgres(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "ambit-peers-"));
  chmodSync(home, 0o711);
  const postgres = await startPostgres({
    dataDir: join(home, "postgres"),
    port: Number(options.port),
    database: "peers",
    logFile: join(home, "postgres.log"),
    durable: false,
  });
  try {
    const table = await RegistryTable.fill(postgres.url, registry());
    for (const order of near.slice(0, 50)) await table.nearest(order, wanted);
    const neighbours: Compared[] = [];
    for (const order of near.slice(0, 200)) {
      const since = performance.now();
      const answer = await table.nearest(order, wanted);
      const micros = (performance.now() - since) * 1000;
      const found = index.best(order, wanted);
      neighbours.push({
        micros,
        equal:
          answer.length === found.length &&
          found.filter(({ device }) => answer.some((n) => ids[n] === device)).length >= found.length - 1,
      });
    }
    compareWith("SQL, cube KNN, near", ours.near, neighbours, false);
    const scans: Compared[] = [];
    for (const order of mix.slice(0, few)) {
      const since = performance.now();
      const scores = await table.best(order, wanted);
      const micros = (performance.now() - since) * 1000;
      scans.push({ micros, equal: scores.join() === scoresOf(index.best(order, wanted)) });
    }
    compareWith("SQL, exact, mix", ours.mix, scans, true);
    console.log(
      `PostGIS: ${(await table.has("postgis")) ? "installed, not measured here" : "not installed"}`,
    );
    await table.close();
  } finally {
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

type Compared = { micros: number; equal: boolean };

function compareWith(name: string, engineMicros: number, compared: Compared[], mustBeEqual: boolean): void {
  const micros = quantile(
    compared.map((each) => each.micros),
    0.5,
  );
  const equal = compared.filter((each) => each.equal).length;
  results.push({
    name,
    p50_us: micros,
    engine_p50_us: engineMicros,
    ratio: micros / engineMicros,
    equal: `${equal}/${compared.length}`,
  });
  console.log(
    `${name.padEnd(28)}${micros.toFixed(0).padStart(10)}   engine ${engineMicros.toFixed(0).padStart(6)}   × ${(micros / engineMicros).toFixed(1).padStart(8)}   equal ${equal}/${compared.length}`,
  );
  if (!mustBeEqual || equal === compared.length) return;
  console.error(`${name}: ${compared.length - equal} answers differ.`);
  process.exitCode = 1;
}

function scoresOf(answer: readonly { score: number }[]): string {
  return answer.map(({ score }) => score).join();
}
