import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openCustomer, type Customer } from "@/scripts/customer/open-customer";
import { payTab } from "@/scripts/customer/pay-tab";
import { placeScript } from "@/scripts/customer/place-script";
import { runningGateway } from "@/scripts/customer/running-gateway";

/**
 * How long a customer waits from pressing Run to the first line of the log, against a running market
 * (`npm start`): signature check, match, reservation, the device's own checks, a fresh sandbox, and the way
 * back. The alternative in the same run is the same line printed by a bare `node` process on this machine:
 * what a person at the device itself would wait for, with none of that. Runs one after the other.
 */
const runs = Number(process.argv[2] ?? 50);
const source = 'console.log("first line");\n';
const customer = await openCustomer(runningGateway(), () => undefined);

const folder = mkdtempSync(join(tmpdir(), "ambit-bench-"));
const file = join(folder, "first-line.js");
writeFileSync(file, source);
const leased: number[] = [];
const bare: number[] = [];
await firstLogMs(customer); // The first fetches the engine; a warm market is what is promised.
for (let run = 0; run < runs; run++) {
  leased.push(await firstLogMs(customer));
  const since = performance.now();
  await promisify(execFile)(process.execPath, [file]);
  bare.push(performance.now() - since);
}
rmSync(folder, { recursive: true });

const table = Object.fromEntries(
  Object.entries({ "order to first log line": leased, "bare node process": bare }).map(([name, ms]) => [
    name,
    { p50_ms: quantile(ms, 0.5), p95_ms: quantile(ms, 0.95), max_ms: quantile(ms, 1) },
  ]),
);
console.table(table);
console.log(`${runs} runs; ratio at the median ${(quantile(leased, 0.5) / quantile(bare, 0.5)).toFixed(1)}`);

async function firstLogMs(of: Customer): Promise<number> {
  const { order, orderedAt } = await placeScript(of, new TextEncoder().encode(source), []);
  let firstLog: number | undefined;
  for await (const event of await of.api.leases.watch({ id: order.leaseId! })) {
    if (event.type === "log") firstLog ??= performance.now() - orderedAt;
    if (event.type === "lease" && event.lease.state === "ended") {
      await payTab(of, event.lease);
      break;
    }
  }
  if (firstLog === undefined) throw new Error(`Lease ${order.leaseId} wrote no log.`);
  return firstLog;
}

/** Nearest rank, in whole milliseconds. */
function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!);
}
