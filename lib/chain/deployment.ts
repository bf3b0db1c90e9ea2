import { isAddress, type Address } from "viem";
import { z } from "zod";

/** Every contract that a deployment puts on a chain. */
export const contractNames = [
  "token",
  "usdc",
  "params",
  "devices",
  "escrow",
  "leases",
  "bonds",
  "committee",
  "rewards",
  "governor",
  "guardian",
  "treasury",
  "timelock",
  "upgradeTimelock",
  /** Gives AMB to anyone on a local chain; no code stands there on any other. */
  "faucet",
] as const;
export type ContractName = (typeof contractNames)[number];

const address = z.custom<Address>(
  (value) => typeof value === "string" && isAddress(value),
  "an address with its checksum",
);

/** Where the contracts stand on one chain: written by the deployment script, read by everyone. */
export const deploymentSchema = z.object({
  chainId: z.int().positive(),
  /** The block before which nothing of this deployment exists: where an indexer starts. */
  startBlock: z.int().min(0),
  contracts: z.object(
    Object.fromEntries(contractNames.map((name) => [name, address])) as Record<ContractName, typeof address>,
  ),
});
export type Deployment = z.infer<typeof deploymentSchema>;
