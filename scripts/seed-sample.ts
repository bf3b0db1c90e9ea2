import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { sql } from "drizzle-orm";
import { connect } from "@/db/client";
import { openHome } from "@/scripts/market/home";
import { localKey } from "@/scripts/market/plan";
import { lowerAddress } from "@/lib/wire";
import { deploymentSchema } from "@/lib/chain/deployment";
import { sampleDevices } from "./sample/sample-devices";
import { sampleProposals } from "./sample/sample-proposals";
import { fillMarket } from "./sample/fill-market";

/**
 * Fills a market that nobody has used with made-up devices, leases, payments and proposals, to see how
 * pages look and how fast queries are when it is full. The market is marked: every page of it says
 * "sample". Devices stay online for as long as this runs, and none of them answers an offer.
 */
const beatMs = 10_000;
const { values: asked } = parseArgs({ options: { devices: { type: "string", default: "500" } } });
const size = { devices: Number(asked.devices), leases: 100_000, proposals: 200, seed: 1 };
if (!Number.isInteger(size.devices) || size.devices < 1 || size.devices > 5_000)
  throw new Error(`--devices ${asked.devices}: a whole number from 1 to 5000.`);

const home = openHome();
const running = home.lastRun();
if (!running)
  throw new Error("No market runs here. Start one of its own first: AMBIT_HOME=.ambit-sample npm start");
const { db, close } = connect(running.databaseUrl, { max: 2, name: "ambit-sample" });

const used = await db.execute<{ orders: number; samples: number }>(
  sql`select (select count(*)::int from orders) as orders, (select count(*)::int from sample_marks) as samples`,
);
const { orders, samples } = used.rows[0]!;
if (samples === 0) {
  if (orders > 0)
    throw new Error(
      `The market at ${running.url} has ${orders} orders of its own. A sample fills only a fresh one: AMBIT_HOME=.ambit-sample npm start`,
    );
  const demo = (who: "customer" | "operator" | "member") => lowerAddress(localKey(who).address);
  const now = new Date();
  const devices = sampleDevices({ ...size, operator: demo("operator"), now });
  const { contracts } = deploymentSchema.parse(JSON.parse(readFileSync(home.deploymentFile, "utf8")));
  const proposals = sampleProposals({
    ...size,
    member: demo("member"),
    contracts,
    now: Math.floor(now.getTime() / 1000),
  });
  const since = performance.now();
  await fillMarket(db, devices, { ...size, customer: demo("customer"), proposals });
  console.log(
    `  Filled ${running.url} with ${size.devices} devices, ${size.leases} leases and ${size.proposals} proposals in ${((performance.now() - since) / 1000).toFixed(1)} s.`,
  );
}
console.log("  Sample devices stay online while this runs. Stop with Ctrl-C.");

let stopping = false;
process.once("SIGINT", () => (stopping = true));
process.once("SIGTERM", () => (stopping = true));
while (!stopping) {
  // One in sixteen is silent: see `isSilent`.
  await db.execute(
    sql`update devices set last_seen_at = now()
      where agent_version = 'sample' and state = 'enrolled' and substr(id, 20, 1) <> '0'`,
  );
  for (let waitedMs = 0; waitedMs < beatMs && !stopping; waitedMs += 250) await sleep(250);
}
await close();
