import { readFileSync } from "node:fs";
import { createConfig } from "ponder";
import { bondsAbi } from "@/lib/chain/abi/bonds";
import { committeeAbi } from "@/lib/chain/abi/committee";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { governorAbi } from "@/lib/chain/abi/governor";
import { guardianAbi } from "@/lib/chain/abi/guardian";
import { leasesAbi } from "@/lib/chain/abi/leases";
import { paramsAbi } from "@/lib/chain/abi/params";
import { rewardsAbi } from "@/lib/chain/abi/rewards";
import { testUsdcAbi } from "@/lib/chain/abi/test-usdc";
import { timelockAbi } from "@/lib/chain/abi/timelock";
import { tokenAbi } from "@/lib/chain/abi/token";
import { treasuryAbi } from "@/lib/chain/abi/treasury";
import { deploymentSchema } from "@/lib/chain/deployment";

const { DATABASE_URL, CHAIN_RPC_URL, DEPLOYMENT_FILE } = process.env;
if (!DATABASE_URL || !CHAIN_RPC_URL || !DEPLOYMENT_FILE) {
  throw new Error("The indexer needs DATABASE_URL, CHAIN_RPC_URL and DEPLOYMENT_FILE.");
}
const { chainId, startBlock, contracts } = deploymentSchema.parse(
  JSON.parse(readFileSync(DEPLOYMENT_FILE, "utf8")),
);
const isLocal = chainId === 31337;
const from = { chain: "market", startBlock } as const;
const { treasury } = contracts;
const usdc = { ...from, abi: testUsdcAbi, address: contracts.usdc } as const;

// What is indexed follows from events alone: no handler asks a contract, which only a node could answer that keeps
// every state of the past.
export default createConfig({
  database: { kind: "postgres", connectionString: DATABASE_URL, poolConfig: { max: 5 } },
  // A local chain may be wiped and made again under the same id, so nothing of it is kept between runs.
  chains: {
    market: {
      id: chainId,
      // Ponder asks once per kind of event and allows each provider twenty questions a second at first; a chain on
      // this machine can answer more, so it counts as several.
      rpc: isLocal ? Array<string>(12).fill(CHAIN_RPC_URL) : CHAIN_RPC_URL,
      pollingInterval: isLocal ? 200 : 1_000,
      disableCache: isLocal,
    },
  },
  contracts: {
    Escrow: { ...from, abi: escrowAbi, address: contracts.escrow },
    Leases: { ...from, abi: leasesAbi, address: contracts.leases },
    Devices: { ...from, abi: devicesAbi, address: contracts.devices },
    Bonds: { ...from, abi: bondsAbi, address: contracts.bonds },
    Committee: { ...from, abi: committeeAbi, address: contracts.committee },
    Rewards: { ...from, abi: rewardsAbi, address: contracts.rewards },
    Params: { ...from, abi: paramsAbi, address: contracts.params },
    Treasury: { ...from, abi: treasuryAbi, address: treasury },
    Guardian: { ...from, abi: guardianAbi, address: contracts.guardian },
    Governor: { ...from, abi: governorAbi, address: contracts.governor },
    Timelock: { ...from, abi: timelockAbi, address: contracts.timelock },
    UpgradeTimelock: { ...from, abi: timelockAbi, address: contracts.upgradeTimelock },
    Token: { ...from, abi: tokenAbi, address: contracts.token },
    // Of all dollars that move, only the treasury's: on a public chain there are millions of others. Two
    // sources, because an event has one filter at most.
    UsdcIn: { ...usdc, filter: { event: "Transfer", args: { to: treasury } } },
    UsdcOut: { ...usdc, filter: { event: "Transfer", args: { from: treasury } } },
  },
  blocks: { Head: { chain: "market", interval: 1, startBlock } },
});
