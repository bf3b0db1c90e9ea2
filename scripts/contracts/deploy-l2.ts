import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { isHex } from "viem";
import { l2 } from "@/contracts/script/parameters";
import { deployContracts } from "./deploy";
import { parseL2Settings } from "./l2-settings";

/**
 * `DEPLOYER_KEY=0x… npm run contracts:deploy -- --rpc URL --settings FILE --out FILE`: the same contracts as on a local chain,
 * with the clocks of a public one. May be run again where it stopped. Ends with what stands verified.
 */

const { values } = parseArgs({
  options: { rpc: { type: "string" }, settings: { type: "string" }, out: { type: "string" } },
});
const { rpc, settings, out } = values;
const deployerKey = process.env.DEPLOYER_KEY;
if (!rpc || !settings || !out) throw new Error("Needed: --rpc URL --settings FILE --out FILE");
if (!isHex(deployerKey) || deployerKey.length !== 66) {
  throw new Error("DEPLOYER_KEY must be the private key that pays the gas: 0x and 64 hex digits.");
}

const parameters = l2(parseL2Settings(await readFile(settings, "utf8")));
const { chainId, contracts } = await deployContracts({ rpcUrl: rpc, deployerKey, parameters, file: out });
console.log(`chain ${chainId}: ${out}`);
for (const [name, address] of Object.entries(contracts)) console.log(`${name.padEnd(16)} ${address}`);
