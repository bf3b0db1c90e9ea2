import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { keccak256, toHex } from "viem";
import { connect, type DbClient } from "@/db/client";
import { startPostgres } from "@/db/embedded-postgres";
import { migrate } from "@/db/migrate";
import { readRegistry } from "@/db/queries/registry";
import { deviceCapacity, devices } from "@/db/schema/devices";
import type { DeviceRecord } from "@/lib/matching/match-request";
import { match } from "@/lib/matching/match";
import type { Context } from "@/server/context";
import { LiveIndex } from "@/server/matching/live-index";
import { RegistryView } from "@/server/matching/registry-view";
import { ordersOf } from "./orders";
import { world } from "./world";

/**
 * npm run bench:live-index -- --devices 20000
 *
 * What a decision costs a gateway on a real Postgres: catching up, finding, reading the best back and ranking
 * them again. The alternative in the same run is what small markets do: read every device, ask every device.
 */
const { values: options } = parseArgs({
  options: {
    devices: { type: "string", default: "20000" },
    count: { type: "string", default: "200" },
    port: { type: "string", default: "39117" },
  },
});

const home = mkdtempSync(join(tmpdir(), "ambit-bench-"));
chmodSync(home, 0o711);
const postgres = await startPostgres({
  dataDir: join(home, "postgres"),
  port: Number(options.port),
  database: "bench",
  logFile: join(home, "postgres.log"),
});
try {
  await migrate(postgres.url);
  const client = connect(postgres.url, { name: "bench" });
  await enrol(client, Number(options.devices));
  await measure(client);
  await client.close();
} finally {
  await postgres.stop();
  rmSync(home, { recursive: true, force: true });
}

async function enrol({ db }: DbClient, count: number): Promise<void> {
  const now = new Date();
  const rows = [...world(count)].filter(({ free }) => free.cpuMillis > 0);
  for (let first = 0; first < rows.length; first += 500) {
    const part = rows.slice(first, first + 500);
    await db.insert(devices).values(part.map((device) => columnsOf(device, now)));
    await db.insert(deviceCapacity).values(
      part.map(({ id, free }) => ({
        device: id,
        cpuMillisFree: free.cpuMillis,
        memoryMibFree: free.memoryMib,
        diskMibFree: free.diskMib,
        gpusFree: free.gpus,
      })),
    );
  }
}

function columnsOf(device: DeviceRecord, now: Date): typeof devices.$inferInsert {
  const { id, place, prices, free, gpuModel, gpuMemoryMib, runs, grade } = device;
  return {
    id,
    operator: "0x0000000000000000000000000000000000000001",
    payout: "0x0000000000000000000000000000000000000001",
    keyX: id,
    keyY: id,
    name: "bench",
    agentVersion: "0.1.0",
    hardware: {
      cpuModel: "bench",
      cpuCores: 1,
      memoryMib: free.memoryMib,
      diskFreeMib: free.diskMib,
      gpus: gpuModel === null ? [] : [{ model: gpuModel, memoryMib: gpuMemoryMib }],
      os: "Linux",
      arch: "x64",
    },
    drivers: runs.map((kind) => ({ runs: kind, grade, warnings: [] })),
    offered: free,
    grade,
    tier: device.tier,
    reliabilityBps: device.reliabilityBps,
    country: device.country,
    cell: "bench",
    ...place,
    accessRttMicros: device.accessRttMicros,
    ...prices,
    attributes: [...device.attributes],
    leasesEnded: device.isNewcomer ? 0 : 100,
    // The whole run is one instant, so that nobody falls silent in it.
    lastSeenAt: device.state === "online" ? new Date(now.getTime() + 3_600_000) : null,
    enrolledAt: now,
  };
}

async function measure({ db }: DbClient): Promise<void> {
  const registry = new LiveIndex(postgres.url);
  const ctx = { db, registry, now: new Date(Date.now() + 3_600_000) } as Context;
  const since = performance.now();
  const { size } = await registry.catchUp(ctx.now);
  const orders = ordersOf("mix", Number(options.count), 12).map((order, n) => ({
    ...order,
    id: keccak256(toHex(n)),
  }));
  console.log(
    `${size.toLocaleString("en-GB")} devices, loaded in ${((performance.now() - since) / 1000).toFixed(1)} s`,
  );
  const decided = await each(orders, async (order) =>
    (await RegistryView.open(ctx, db, [order])).decide(order),
  );
  const asked = await each(orders.slice(0, 10), async (order) =>
    match(order, await readRegistry(db, ctx.now)),
  );
  const reserved = await each(orders, async (order) => {
    const view = await RegistryView.open(ctx, db, [order]);
    const [best] = (await view.decide(order)).ranked;
    if (best) view.hold(best.device, order.resources);
    await view.takeHeld();
  });
  for (const [name, ms] of Object.entries({
    "decide through the index": decided,
    "decide and reserve": reserved,
    "ask every device": asked,
  }))
    console.log(
      `${name.padEnd(26)} p50 ${quantile(ms, 0.5).toFixed(1)} ms   p99 ${quantile(ms, 0.99).toFixed(1)} ms`,
    );
  console.log(`ratio at the median: ${(quantile(asked, 0.5) / quantile(decided, 0.5)).toFixed(0)}`);
  await registry.close();
}

async function each<T>(values: readonly T[], run: (value: T) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (const value of values) {
    const since = performance.now();
    await run(value);
    taken.push(performance.now() - since);
  }
  return taken;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
