import { parseArgs } from "node:util";
import { openWorld } from "./open-world";
import { withDatabase } from "./with-database";

/**
 * Whole markets in one process, one for each seed: the real agents, verbs and settlement, on a real Postgres,
 * in a world that loses, doubles and delays messages, kills every process at every point, and takes blocks
 * back. Says which seeds break something; `--seed` runs one of them twice, to see that it is the same, and
 * `--tell` prints everything that happens in it.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "40" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    tell: { type: "boolean", default: false },
    /** How long the storm of each seed lasts; orders are placed in it. */
    minutes: { type: "string", default: "2" },
  },
});
const one = values.seed === undefined ? undefined : Number(values.seed);
const seeds =
  one === undefined
    ? Array.from({ length: Number(values.seeds) }, (_, at) => Number(values.from) + at)
    : [one, one];
const total = { events: 0, faults: 0, orders: 0, leases: 0, minutes: 0 };
const digests: string[] = [];
let failed = 0;
const since = performance.now();

await withDatabase(async (url) => {
  const world = await openWorld(url);
  for (const seed of seeds) {
    const options = { stormMs: Number(values.minutes) * 60_000, isTold: values.tell };
    const { broken, digest, ...counts } = await world.run(seed, options);
    digests.push(digest);
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += counts[key];
    if (broken.length === 0) continue;
    failed++;
    console.log(
      `  ✗ seed ${seed} (${digest}): again with npm run sim -- --seed ${seed} --minutes ${values.minutes}`,
    );
    for (const what of broken.slice(0, 5)) console.log(`      ${what}`);
  }
  await world.close();
});

const isSame = new Set(digests).size === 1;
if (one !== undefined) console.log(`  ${digests.join(" and ")}: ${isSame ? "the same" : "NOT THE SAME"}`);
console.log(
  `  ${seeds.length} seeds, ${failed} failed: ${total.orders} orders on ${total.leases} leases, ${total.faults} faults, ${total.events} events in ${total.minutes.toFixed(0)} simulated minutes and ${((performance.now() - since) / 1000).toFixed(1)} s`,
);
if (total.leases === 0) console.log("  No lease ran in any of them, so nothing was tried.");
process.exit(failed > 0 || total.leases === 0 || (one !== undefined && !isSame) ? 1 : 0);
