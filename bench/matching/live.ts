import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { keccak256, toHex } from "viem";
import { readRegistry } from "@/db/queries/registry";
import { match } from "@/lib/matching/match";
import { makeLogger } from "@/server/logger";
import { KeptIndex } from "@/server/matching/kept-index";
import { indexOldestMs, LiveIndex } from "@/server/matching/live-index";
import { RegistryView } from "@/server/matching/registry-view";
import { openMarket } from "@/bench/reserving/market";
import { ordersOf } from "./orders";
import { world } from "./world";

/**
 * npm run bench:live-index -- --devices 20000
 *
 * What a decision costs a gateway on a real Postgres: catching up, finding, reading the best back and ranking
 * them again. The alternative in the same run is what small markets do: read every device, ask every device.
 * Then a start that takes up the index that was kept, beside one that reads the registry.
 */
const { values: options } = parseArgs({
  options: {
    devices: { type: "string", default: "20000" },
    count: { type: "string", default: "200" },
    port: { type: "string", default: "39117" },
  },
});

const online = [...world(Number(options.devices))].filter(({ free }) => free.cpuMillis > 0);
const market = await openMarket(online, Number(options.port));
try {
  await measure();
} finally {
  await market.close();
}

async function measure(): Promise<void> {
  const { db } = market;
  const registry = new LiveIndex(market.url);
  const ctx = { ...market.ctx, registry };
  const since = performance.now();
  const { size } = await registry.catchUp(ctx.now);
  const readIn = performance.now() - since;
  const orders = ordersOf("mix", Number(options.count), 12).map((order, n) => ({
    ...order,
    id: keccak256(toHex(n)),
  }));
  console.log(`${size.toLocaleString("en-GB")} devices, loaded in ${(readIn / 1000).toFixed(1)} s`);
  const decided = await each(orders, async (order) =>
    (await RegistryView.open(ctx, db, [order], { inTurn: true })).decide(order),
  );
  const asked = await each(orders.slice(0, 10), async (order) =>
    match(order, await readRegistry(db, ctx.now)),
  );
  const reserved = await each(orders, async (order) => {
    const view = await RegistryView.open(ctx, db, [order], { inTurn: true });
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
  await measureStart(ctx.now, readIn);
}

async function measureStart(at: Date, readIn: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ambit-kept-"));
  const start = async () => {
    const kept = new KeptIndex(join(folder, "index"), makeLogger("silent", "bench"), indexOldestMs, 0);
    const index = new LiveIndex(market.url, undefined, kept);
    const [taken] = await each([at], (now) => index.catchUp(now));
    await index.close();
    return taken!;
  };
  try {
    const [kept, takenUp] = [await start(), await start()];
    console.log(
      `start: ${readIn.toFixed(0)} ms from the registry, ${kept.toFixed(0)} ms and keeping it, ${takenUp.toFixed(0)} ms from what was kept`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
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
