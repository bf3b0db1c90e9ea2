import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createClient } from "@/lib/api/client";
import { Random } from "@/lib/sandbox/testing/random";
import { openCustomer } from "@/scripts/customer/open-customer";
import { countOpen, judge, wrongPayments } from "./judge";
import { killProcesses } from "./kill-processes";
import { startMarketUnderTest, victims, type Victim } from "./market-under-test";
import { placeOrders } from "./place-orders";

/**
 * A whole market on this machine, orders at a steady pace, and every few seconds a SIGKILL for one of its
 * processes. When the kills stop, everything has a minute to come to its end; then the books are held against
 * what customers saw and what the chain paid. Ends with 1 if anything is broken.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    "orders-a-minute": { type: "string", default: "50" },
    "every-seconds": { type: "string", default: "5" },
    only: { type: "string", multiple: true },
    port: { type: "string", default: "4060" },
    keep: { type: "boolean", default: false },
  },
});
const calmMs = 60_000;
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const folder = mkdtempSync(join(process.env.AMBIT_HOME ?? tmpdir(), "ambit-chaos-"));
chmodSync(folder, 0o711); // Postgres runs as another user where we are root, and has to get in.

console.log(`\n  Chaos for ${minutes} min, seed ${seed}, in ${folder}\n`);
const market = await startMarketUnderTest(folder, Number(values.port));
const customers = [];
for (let at = 0; at < 4; at++) customers.push(await openCustomer(market.url, () => undefined));
console.log(`  ${new Date().toISOString()}  up; the kills begin`);

const ordering = new AbortController();
const killing = new AbortController();
const load = placeOrders(customers, {
  random: new Random(seed),
  perMinute: Number(values["orders-a-minute"]),
  signal: ordering.signal,
});
const killed = killProcesses(market, {
  random: new Random(seed + 1),
  everyMs: Number(values["every-seconds"]) * 1000,
  signal: killing.signal,
  ...(values.only && { among: values.only as Victim[] }),
});
const progress = setInterval(() => {
  const ended = load.acknowledged.filter(({ endedMs }) => endedMs).length;
  console.log(`  ${new Date().toISOString()}  ${load.acknowledged.length} orders, ${ended} ended`);
}, 30_000);
await sleep(minutes * 60_000);
ordering.abort();
killing.abort();
const kills = await killed;
const calmAtMs = performance.now();
await Promise.race([load.done(), sleep(calmMs)]);
clearInterval(progress);
const secondsOfCalm = () => (performance.now() - calmAtMs) / 1000;
const isOver = () => secondsOfCalm() * 1000 >= calmMs;
while (!isOver() && (await countOpen(market.db)) > 0) await sleep(500);
const calmSeconds = secondsOfCalm().toFixed(1);
const { contracts } = await createClient({ url: market.url }).market.get();
const escrow = contracts["escrow"]!;
// A voucher waits for others of its tab, and a transaction for its block.
while (!isOver() && (await wrongPayments(market.db, market.chainUrl, escrow)).length > 0) await sleep(500);
const paidSeconds = secondsOfCalm().toFixed(1);
const verdicts = await judge(market.db, market.chainUrl, escrow, load.acknowledged);
const total = [...kills.values()].reduce((sum, count) => sum + count, 0);
console.log(
  `\n  ${total} kills: ${victims.map((victim) => `${victim} ${kills.get(victim) ?? 0}`).join(", ")}`,
);
console.log(
  `  ${load.acknowledged.length} orders acknowledged, all said ${calmSeconds} s after the last kill, all paid after ${paidSeconds} s`,
);
for (const [code, count] of load.refused) console.log(`  refused: ${count} × ${code}`);
console.log("");
for (const { what, broken } of verdicts) {
  console.log(`  ${broken.length === 0 ? "✓" : "✗"} ${String(broken.length).padStart(4)}  ${what}`);
  for (const line of broken.slice(0, 10)) console.log(`             ${line}`);
}
if (values.keep) console.log(`\n  Kept running at ${market.url} in ${folder}; end with Ctrl-C.`);
else await market.stop();
const isBroken = verdicts.some(({ broken }) => broken.length > 0);
if (!values.keep) process.exit(isBroken ? 1 : 0);
