import { parseArgs } from "node:util";
import { runKills } from "./run-kills";

/** npm run kills -- --rounds 300: a third each of a gateway, of Postgres, and of both. Ends with 1 if anything was lost or booked twice. */
const { values } = parseArgs({
  options: { rounds: { type: "string", default: "30" }, seed: { type: "string", default: "1" } },
});
const report = await runKills(Number(values.rounds), Number(values.seed), console.log);
console.log(
  `${report.kills} kills, ${report.acknowledged} orders acknowledged, ${report.lost.length} lost, ${report.broken.length} sums that do not add up`,
);
for (const line of report.broken) console.log(line);
process.exitCode = report.lost.length + report.broken.length > 0 ? 1 : 0;
