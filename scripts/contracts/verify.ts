import { join } from "node:path";
import { parseArgs } from "node:util";
import { readDeployment } from "./deploy";
import { verifyDeployment } from "./verify-deployment";

/** `npm run contracts:verify -- --rpc URL [--deployment FILE]`: what stands on a chain, and who may do what to it. */

const { values } = parseArgs({
  options: {
    rpc: { type: "string" },
    deployment: { type: "string", default: join(process.env.AMBIT_HOME ?? ".ambit", "deployment.json") },
  },
});
if (!values.rpc) throw new Error("Which chain? npm run contracts:verify -- --rpc http://127.0.0.1:8545");

const { council, councilUntil, checks, problems } = await verifyDeployment(
  values.rpc,
  await readDeployment(values.deployment),
);
for (const problem of problems) console.error(`✗ ${problem}`);
console.log(`the council is ${council}; its powers end on ${councilUntil.toISOString()}`);
console.log(`${checks - problems.length} passed, ${problems.length} failed`);
process.exitCode = problems.length === 0 ? 0 : 1;
