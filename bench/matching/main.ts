import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import { IndexBuilder } from "@/lib/matching/index/index-builder";
import type { MatchRequest } from "@/lib/matching/match-request";
import { LinearScan } from "./linear";
import { ordersOf, workloads } from "./orders";
import { microsOf, quantile } from "./stopwatch";
import { world } from "./world";

/**
 * npm run bench:matching -- --devices 1000000 --json result.json
 *
 * Every workload against a seeded registry: the index, and the linear scan in the same process. Answers of
 * both must be equal, or it fails. Orders come from a seed that nothing was tuned on.
 */
const { values: options } = parseArgs({
  options: {
    devices: { type: "string", default: "100000" },
    orders: { type: "string" },
    count: { type: "string", default: "1000" },
    compared: { type: "string", default: "20" },
    best: { type: "string", default: "10" },
    seed: { type: "string", default: "12" },
    only: { type: "string" },
    json: { type: "string" },
  },
});

const devices = Number(options.devices);
const wanted = Number(options.best);
const compared = Number(options.compared);

const { index, linear, build } = buildBoth();
if (options.orders) answerFile(options.orders);
else measureAll();

function buildBoth() {
  const builder = new IndexBuilder(devices);
  const linear = new LinearScan(compared > 0 ? devices : 0);
  for (const device of world(devices)) {
    builder.add(device);
    if (compared > 0) linear.add(device);
  }
  const since = performance.now();
  return { index: builder.build(), linear, build: (performance.now() - since) / 1000 };
}

type Measured = {
  name: string;
  p50_us: number;
  p99_us: number;
  max_us: number;
  per_second_per_core: number;
  exact: string;
  digest: string;
  linear_p50_us: number;
  times_linear: number;
};

function measureAll(): void {
  console.log(
    `${devices.toLocaleString("en-GB")} devices, top ${wanted}, built in ${build.toFixed(1)} s, ${index.bytesPerDevice.toFixed(0)} bytes a device`,
  );
  console.log("workload        p50 µs    p99 µs    max µs   a second   groups   leaves   exact  × linear");
  const names = options.only?.split(",") ?? Object.keys(workloads);
  const results = names.map((name) => measure(name));
  if (!options.json) return;
  const machine = `${cpus()[0]!.model}, ${availableParallelism()} cores, Node ${process.version}`;
  writeFileSync(
    options.json,
    `${JSON.stringify({ machine, devices, wanted, seed: Number(options.seed), build_s: build, bytes_per_device: index.bytesPerDevice, workloads: results }, null, 2)}\n`,
  );
}

function measure(name: string): Measured {
  const orders = ordersOf(name, Number(options.count), Number(options.seed));
  for (const order of ordersOf(name, 200, 1)) index.best(order, wanted);
  const cpuBefore = process.cpuUsage();
  const micros = orders.map((order) => microsOf(() => index.best(order, wanted)));
  const cpu = process.cpuUsage(cpuBefore);
  const digest = createHash("sha256");
  let [groups, leaves] = [0, 0];
  for (const order of orders) {
    digest.update(JSON.stringify(index.best(order, wanted)));
    groups += index.opened.groups;
    leaves += index.opened.leaves;
  }
  const sample = orders.slice(0, compared);
  const linearMicros = sample.map((order) => microsOf(() => linear.best(order, wanted)));
  const equal = sample.filter((order) => isEqual(order)).length;
  const p50 = quantile(micros, 0.5);
  const result: Measured = {
    name,
    p50_us: p50,
    p99_us: quantile(micros, 0.99),
    max_us: Math.max(...micros),
    per_second_per_core: Math.round((orders.length * 1e6) / (cpu.user + cpu.system)),
    exact: `${equal}/${sample.length}`,
    digest: digest.digest("hex").slice(0, 16),
    linear_p50_us: sample.length > 0 ? quantile(linearMicros, 0.5) : 0,
    times_linear: sample.length > 0 ? quantile(linearMicros, 0.5) / p50 : 0,
  };
  const cell = (value: number | string, width: number) =>
    String(
      typeof value === "number" ? (value < 100 ? Math.round(value * 10) / 10 : Math.round(value)) : value,
    ).padStart(width);
  console.log(
    `${name.padEnd(12)}${cell(result.p50_us, 10)}${cell(result.p99_us, 10)}${cell(result.max_us, 10)}${cell(result.per_second_per_core, 11)}${cell(groups / orders.length, 9)}${cell(leaves / orders.length, 9)}${cell(result.exact, 8)}${cell(result.times_linear, 10)}`,
  );
  if (equal < sample.length) {
    console.error(`${name}: ${sample.length - equal} answers differ from the linear scan.`);
    process.exitCode = 1;
  }
  return result;
}

function isEqual(order: MatchRequest): boolean {
  return JSON.stringify(index.best(order, wanted)) === JSON.stringify(linear.best(order, wanted));
}

/** Answers orders that others bring, one JSON order a line, into a file beside it. */
function answerFile(file: string): void {
  const orders = readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as MatchRequest);
  const answers = orders.map((order) => JSON.stringify(index.best(order, wanted)));
  writeFileSync(`${file}.answers`, `${answers.join("\n")}\n`);
  console.log(`${orders.length} orders answered in ${file}.answers`);
}
