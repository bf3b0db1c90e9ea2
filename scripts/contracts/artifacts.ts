import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Abi, AbiFunction, Hex } from "viem";
import { z } from "zod";

/** What it takes to put a contract on a chain. */
export type Artifact = { constructor: Abi; bytecode: Hex; initialize?: AbiFunction | undefined };

const artifactSchema = z.object({
  constructor: z.array(z.unknown()),
  bytecode: z.string().startsWith("0x"),
  initialize: z.unknown().optional(),
});

/** The contracts that a deployment is made of; `generate.ts` writes an artefact for each. */
export const deployedContracts = [
  "AmbitGovernor",
  "Bonds",
  "Committee",
  "Deployer",
  "Devices",
  "Escrow",
  "Guardian",
  "Leases",
  "Params",
  "Rewards",
  "TestFaucet",
  "TestUSDC",
  "Timelock",
  "Token",
  "Treasury",
  "UpgradeableProxy",
] as const;
export type DeployedContract = (typeof deployedContracts)[number];

export const contractsFolder = join(import.meta.dirname, "../../contracts");
export const artifactFile = (name: string) => join(contractsFolder, "artifacts", `${name}.json`);

/** Reads every artefact. They are committed, so that a deployment needs no compiler. */
export async function readArtifacts(): Promise<Record<DeployedContract, Artifact>> {
  const entries = deployedContracts.map(async (name) => [name, await readArtifact(name)] as const);
  return Object.fromEntries(await Promise.all(entries)) as Record<DeployedContract, Artifact>;
}

async function readArtifact(name: string): Promise<Artifact> {
  return artifactSchema.parse(JSON.parse(await readFile(artifactFile(name), "utf8"))) as Artifact;
}
