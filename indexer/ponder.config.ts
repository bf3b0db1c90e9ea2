import { readFileSync } from "node:fs";
import { createConfig } from "ponder";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { leasesAbi } from "@/lib/chain/abi/leases";
import { deploymentSchema } from "@/lib/chain/deployment";

const { DATABASE_URL, CHAIN_RPC_URL, DEPLOYMENT_FILE } = process.env;
if (!DATABASE_URL || !CHAIN_RPC_URL || !DEPLOYMENT_FILE) {
  throw new Error("The indexer needs DATABASE_URL, CHAIN_RPC_URL and DEPLOYMENT_FILE.");
}
const { chainId, startBlock, contracts } = deploymentSchema.parse(
  JSON.parse(readFileSync(DEPLOYMENT_FILE, "utf8")),
);
const isLocal = chainId === 31337;

export default createConfig({
  database: { kind: "postgres", connectionString: DATABASE_URL, poolConfig: { max: 5 } },
  // A local chain may be wiped and made again under the same id, so nothing of it is kept between runs.
  chains: {
    market: {
      id: chainId,
      rpc: CHAIN_RPC_URL,
      pollingInterval: isLocal ? 200 : 1_000,
      disableCache: isLocal,
    },
  },
  contracts: {
    Escrow: { chain: "market", abi: escrowAbi, address: contracts.escrow, startBlock },
    Leases: { chain: "market", abi: leasesAbi, address: contracts.leases, startBlock },
    Devices: { chain: "market", abi: devicesAbi, address: contracts.devices, startBlock },
  },
  blocks: { Head: { chain: "market", interval: 1, startBlock } },
});
