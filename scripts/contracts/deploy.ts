import { readFile, writeFile } from "node:fs/promises";
import {
  concat,
  createPublicClient,
  createWalletClient,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  http,
  parseAbi,
  stringToHex,
  type Address,
  type Hex,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { Parameters } from "@/contracts/script/parameters";
import { gasLimitOf } from "@/lib/chain/gas-limit";
import { contractNames, deploymentSchema, type ContractName, type Deployment } from "@/lib/chain/deployment";
import { readArtifacts } from "./artifacts";
import { deploymentSalt, deploymentSteps, type Step } from "./plan";
import { verifyDeployment } from "./verify-deployment";

/** Stands at the same address on every EVM chain and on anvil; it creates what it is sent with CREATE2. */
const create2Factory: Address = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
/** keccak256 of the small proxy through which OpenZeppelin's CREATE3 creates. */
const create3ProxyHash: Hex = "0x57a34f6e879358dd76825d6700df87013ad6a3fb43c0d0c602f70a8772c153bd";

const deployerAbi = parseAbi([
  "function deploy(bytes32 name, bytes initCode) returns (address)",
  "function startBlock() view returns (uint256)",
]);

export type DeployOptions = {
  rpcUrl: string;
  /** Pays the gas. It has no power over what it deployed. */
  deployerKey: Hex;
  parameters: Parameters;
  /** Where to write the deployment, if anywhere. */
  file?: string;
};

/**
 * Puts the contracts on a chain, or finds them there: the same key, code and parameters always lead to the same
 * addresses, and only what is missing is sent, so that an interrupted run is finished by the next.
 */
export async function deployContracts(options: DeployOptions): Promise<Deployment> {
  const artifacts = await readArtifacts();
  const chain = connect(options);
  const owner = chain.wallet.account.address;
  const deployerCode = encodeDeployData({
    abi: artifacts.Deployer.constructor,
    bytecode: artifacts.Deployer.bytecode,
    args: [owner],
  });
  const salt = deploymentSalt(artifacts, options.parameters);
  const deployer = getContractAddress({
    opcode: "CREATE2",
    from: create2Factory,
    salt,
    bytecode: deployerCode,
  });
  const addressOf = (name: string) => create3Address(deployer, nameOf(name));

  const contracts = Object.fromEntries(contractNames.map((name) => [name, addressOf(name)])) as Record<
    ContractName,
    Address
  >;
  if (options.parameters.usdc) contracts.usdc = options.parameters.usdc;

  await putDeployer(chain, deployer, concat([salt, deployerCode]));
  let isNew = false;
  for (const step of deploymentSteps({
    artifacts,
    parameters: options.parameters,
    at: contracts,
    addressOf,
  })) {
    isNew = (await putContract(chain, deployer, step, addressOf(step.name))) || isNew;
  }

  const startBlock = await chain.reader.readContract({
    address: deployer,
    abi: deployerAbi,
    functionName: "startBlock",
  });
  const deployment = { chainId: await chain.reader.getChainId(), startBlock: Number(startBlock), contracts };
  // Later, votes may have changed what is right for a new deployment: then `npm run contracts:verify` tells.
  if (isNew) await verifyOrThrow(options.rpcUrl, deployment);
  if (options.file) await writeFile(options.file, `${JSON.stringify(deployment, null, 2)}\n`);
  return deployment;
}

/** A deployment that leaves a key with too much power is not one to go on with. */
async function verifyOrThrow(rpcUrl: string, deployment: Deployment): Promise<void> {
  const { problems } = await verifyDeployment(rpcUrl, deployment);
  if (problems.length > 0) {
    throw new Error(`The contracts stand, but not as they should:\n${problems.join("\n")}`);
  }
}

/** The deployment that an earlier run wrote. */
export async function readDeployment(file: string): Promise<Deployment> {
  return deploymentSchema.parse(JSON.parse(await readFile(file, "utf8")));
}

type Chain = ReturnType<typeof connect>;

function connect({ rpcUrl, deployerKey }: DeployOptions) {
  const transport = http(rpcUrl);
  const account = privateKeyToAccount(deployerKey);
  return {
    reader: createPublicClient({ transport, pollingInterval: 50 }),
    wallet: createWalletClient({ account, transport }),
  };
}

async function putDeployer(chain: Chain, deployer: Address, data: Hex): Promise<void> {
  if (await hasCode(chain, deployer)) return;
  if (!(await hasCode(chain, create2Factory))) {
    throw new Error(
      `This chain has no CREATE2 factory at ${create2Factory}. Put it there first: github.com/Arachnid/deterministic-deployment-proxy`,
    );
  }
  await send(chain, "the deployer", create2Factory, data);
}

/** Whether there was anything to put. */
async function putContract(chain: Chain, deployer: Address, step: Step, address: Address): Promise<boolean> {
  if (await hasCode(chain, address)) return false;
  const data = encodeFunctionData({
    abi: deployerAbi,
    functionName: "deploy",
    args: [nameOf(step.name), step.initCode],
  });
  await send(chain, step.name, deployer, data);
  return true;
}

async function send({ reader, wallet }: Chain, what: string, to: Address, data: Hex): Promise<void> {
  const gas = gasLimitOf(await reader.estimateGas({ account: wallet.account, to, data }));
  const hash = await wallet.sendTransaction({ to, data, gas, chain: null });
  const receipt = await reader.waitForTransactionReceipt({ hash });
  if (receipt.status !== "success") throw new Error(`Deploying ${what} was reverted in transaction ${hash}.`);
}

async function hasCode({ reader }: Chain, address: Address): Promise<boolean> {
  return (await reader.getCode({ address })) !== undefined;
}

const nameOf = (name: string) => stringToHex(name, { size: 32 });

function create3Address(deployer: Address, salt: Hex): Address {
  const proxy = getContractAddress({
    opcode: "CREATE2",
    from: deployer,
    salt,
    bytecodeHash: create3ProxyHash,
  });
  return getContractAddress({ opcode: "CREATE", from: proxy, nonce: 1n });
}
