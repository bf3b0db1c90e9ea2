import {
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  getAbiItem,
  hexToBigInt,
  hexToBytes,
  http,
  isAddressEqual,
  keccak256,
  numberToHex,
  slice,
  stringToHex,
  zeroAddress,
  zeroHash,
  type Address,
  type Hex,
  type PublicClient,
} from "viem";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { governorAbi } from "@/lib/chain/abi/governor";
import { guardianAbi } from "@/lib/chain/abi/guardian";
import { timelockAbi } from "@/lib/chain/abi/timelock";
import type { ContractName, Deployment } from "@/lib/chain/deployment";
import { readArtifacts, type Artifact, type DeployedContract } from "./artifacts";
import { guards, type Guard } from "./guards";

/** Whose test money and test faucet may exist: anvil's chain. */
const localChainId = 31_337;

/** What each name stands on; those in the second list stand behind a proxy. */
const plain: Partial<Record<ContractName, DeployedContract>> = {
  token: "Token",
  params: "Params",
  escrow: "Escrow",
  rewards: "Rewards",
  governor: "AmbitGovernor",
  guardian: "Guardian",
  treasury: "Treasury",
  timelock: "Timelock",
  upgradeTimelock: "Timelock",
};
const behindProxy: Partial<Record<ContractName, DeployedContract>> = {
  leases: "Leases",
  bonds: "Bonds",
  devices: "Devices",
  committee: "Committee",
};

const implementationSlot = erc1967Slot("eip1967.proxy.implementation");
const adminSlot = erc1967Slot("eip1967.proxy.admin");
/** Where OpenZeppelin's `Initializable` counts: erc7201:openzeppelin.storage.Initializable. */
const initializedSlot: Hex = "0xf0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a00";

/** The one key with a power, and until when it has it. */
export type Verified = { council: Address; councilUntil: Date; checks: number; problems: string[] };

type Check = { problem?: string | undefined };
type Chain = { reader: PublicClient; deployment: Deployment };

/**
 * Reads back from the chain what code stands where and who may do what: every role of both timelocks from their whole
 * history, every guarded function once as a stranger and once as the contract that may. A key that can do more than the
 * council's few things is a problem, and so is code that this checkout does not compile to.
 */
export async function verifyDeployment(rpcUrl: string, deployment: Deployment): Promise<Verified> {
  const reader = createPublicClient({ transport: http(rpcUrl, { batch: true }) });
  const chain = { reader, deployment };
  const artifacts = await readArtifacts();
  const { guardian } = deployment.contracts;
  const [council, until] = await Promise.all([
    reader.readContract({ address: guardian, abi: guardianAbi, functionName: "council" }),
    reader.readContract({ address: guardian, abi: guardianAbi, functionName: "expiresAt" }),
  ]);
  const checks = (
    await Promise.all([
      checkCode(chain, artifacts),
      checkRoles(chain),
      checkGuards(chain, council),
      checkGovernor(chain),
      checkTestMoney(chain),
    ])
  ).flat();
  const problems = checks.flatMap(({ problem }) => (problem ? [problem] : []));
  return { council, councilUntil: new Date(until * 1000), checks: checks.length, problems };
}

/*  Code  */

async function checkCode(
  { reader, deployment }: Chain,
  artifacts: Record<DeployedContract, Artifact>,
): Promise<Check[]> {
  const code = async (address: Address) => (await reader.getCode({ address })) ?? "0x";
  const isBuiltFrom = async (name: string, address: Address, contract: DeployedContract) => {
    const right = isCodeOf(await code(address), artifacts[contract].bytecode);
    return {
      problem: right ? undefined : `${name} at ${address} is not ${contract} as this checkout compiles it`,
    };
  };
  const proxied = Object.entries(behindProxy).map(async ([name, contract]) => {
    const proxy = deployment.contracts[name as ContractName];
    const implementation = await addressIn(reader, proxy, implementationSlot);
    return [
      await isBuiltFrom(`the proxy of ${name}`, proxy, "UpgradeableProxy"),
      await isBuiltFrom(`the code of ${name}`, implementation, contract),
      ...(await checkProxy(reader, name, proxy, implementation)),
    ];
  });
  const direct = Object.entries(plain).map(async ([name, contract]) => [
    await isBuiltFrom(name, deployment.contracts[name as ContractName], contract),
  ]);
  return (await Promise.all([...proxied, ...direct])).flat();
}

/** A proxy has no admin beside its code's own rule, was initialised once, and its code can never be. */
async function checkProxy(
  reader: PublicClient,
  name: string,
  proxy: Address,
  code: Address,
): Promise<Check[]> {
  const admin = await addressIn(reader, proxy, adminSlot);
  const initialised = await numberIn(reader, proxy, initializedSlot);
  const codeInitialised = await numberIn(reader, code, initializedSlot);
  return [
    {
      problem: isAddressEqual(admin, zeroAddress) ? undefined : `the proxy of ${name} has the admin ${admin}`,
    },
    {
      problem:
        initialised === 1n ? undefined : `${name} was initialised ${initialised} times instead of once`,
    },
    {
      problem:
        codeInitialised === 2n ** 64n - 1n ? undefined : `the code of ${name} can be initialised by anyone`,
    },
  ];
}

/**
 * What stands on the chain is a part of what created it, but for the immutables: the compiler leaves zeros where the
 * constructor writes them. What was written there is read back by the guards.
 */
function isCodeOf(code: Hex, creation: Hex): boolean {
  const [found, all] = [hexToBytes(code), hexToBytes(creation)];
  if (found.length === 0) return false;
  // Nearly always it is the very end; constants of the constructor may follow it.
  for (let start = all.length - found.length; start >= 0; start--) {
    if (found.every((byte, at) => all[start + at] === byte || all[start + at] === 0)) return true;
  }
  return false;
}

/*  Roles  */

async function checkRoles(chain: Chain): Promise<Check[]> {
  const { governor, timelock, upgradeTimelock } = chain.deployment.contracts;
  const expected = (self: Address, proposer: Address): Record<string, Address> => ({
    DEFAULT_ADMIN_ROLE: self,
    PROPOSER_ROLE: proposer,
    CANCELLER_ROLE: proposer,
    // The zero address means: anyone.
    EXECUTOR_ROLE: zeroAddress,
  });
  const [first, second] = await Promise.all([
    checkHolders(chain, "timelock", expected(timelock, governor)),
    checkHolders(chain, "upgradeTimelock", expected(upgradeTimelock, timelock)),
  ]);
  return [...first, ...second];
}

/** Every role has exactly the one holder that it should have. */
async function checkHolders(
  chain: Chain,
  name: "timelock" | "upgradeTimelock",
  expected: Record<string, Address>,
): Promise<Check[]> {
  const holders = await holdersOf(chain, chain.deployment.contracts[name]);
  const missing = Object.entries(expected).map(([role, holder]) => {
    const held = holders.delete(`${roleId(role)} ${holder.toLowerCase()}`);
    return { problem: held ? undefined : `${name}: ${role} is not with ${holder}` };
  });
  const names = new Map(Object.keys(expected).map((role) => [roleId(role), role]));
  const leftOver = [...holders].map((held) => {
    const [role = "", holder] = held.split(" ");
    return { problem: `${name}: ${names.get(role as Hex) ?? role} is also with ${holder}` };
  });
  return [...missing, ...leftOver];
}

/** "role holder" for everyone who was granted a role and not relieved of it, from the first block on. */
async function holdersOf({ reader, deployment }: Chain, address: Address): Promise<Set<string>> {
  const logs = await reader.getLogs({
    address,
    events: [
      getAbiItem({ abi: timelockAbi, name: "RoleGranted" }),
      getAbiItem({ abi: timelockAbi, name: "RoleRevoked" }),
    ],
    fromBlock: BigInt(deployment.startBlock),
    strict: true,
  });
  const holders = new Set<string>();
  for (const { eventName, args } of logs) {
    const held = `${args.role} ${args.account.toLowerCase()}`;
    if (eventName === "RoleGranted") holders.add(held);
    else holders.delete(held);
  }
  return holders;
}

function roleId(role: string): Hex {
  return role === "DEFAULT_ADMIN_ROLE" ? zeroHash : keccak256(stringToHex(role));
}

/*  Guards  */

async function checkGuards(chain: Chain, council: Address): Promise<Check[]> {
  const stranger = privateKeyToAddress(generatePrivateKey());
  const checks = guards.map(async (guard) => {
    const by = guard.by === "council" ? council : chain.deployment.contracts[guard.by];
    const [asStranger, asHolder] = await Promise.all([
      refusalOf(chain, guard, stranger),
      refusalOf(chain, guard, by),
    ]);
    const what = `${guard.at}.${guard.functionName}`;
    return [
      {
        problem:
          asStranger === guard.refusal ? undefined : `anyone may call ${what} (${asStranger ?? "no error"})`,
      },
      { problem: asHolder === guard.refusal ? `${what} refuses ${guard.by} (${by})` : undefined },
    ];
  });
  return (await Promise.all(checks)).flat();
}

/** The error with which a call would be refused, `undefined` if it would pass. Nothing is sent. */
async function refusalOf(
  { reader, deployment }: Chain,
  { at, abi, functionName, args }: Guard,
  account: Address,
): Promise<string | undefined> {
  try {
    const address = deployment.contracts[at];
    await reader.simulateContract({ address, abi, functionName, args, account });
    return undefined;
  } catch (error) {
    const revert =
      error instanceof BaseError && error.walk((cause) => cause instanceof ContractFunctionRevertedError);
    if (!(revert instanceof ContractFunctionRevertedError)) throw error;
    return revert.data?.errorName ?? revert.reason ?? revert.signature ?? "reverted without a reason";
  }
}

/*  What is left  */

async function checkGovernor({ reader, deployment }: Chain): Promise<Check[]> {
  const { governor, ...expected } = deployment.contracts;
  const reads = { timelock: "timelock", token: "token", proposalGuardian: "guardian" } as const;
  const checks = Object.entries(reads).map(async ([functionName, name]) => {
    const is = await reader.readContract({
      address: governor,
      abi: governorAbi,
      functionName: functionName as keyof typeof reads,
    });
    const right = isAddressEqual(is, expected[name]);
    return { problem: right ? undefined : `governor.${functionName} is ${is} instead of ${expected[name]}` };
  });
  return Promise.all(checks);
}

/** Test dollars and the faucet exist on a local chain only. */
async function checkTestMoney({ reader, deployment }: Chain): Promise<Check[]> {
  if (deployment.chainId === localChainId) return [];
  const code = await reader.getCode({ address: deployment.contracts.faucet });
  return [{ problem: code === undefined ? undefined : `a faucet stands on chain ${deployment.chainId}` }];
}

async function addressIn(reader: PublicClient, address: Address, slot: Hex): Promise<Address> {
  const word = await reader.getStorageAt({ address, slot });
  return word ? slice(word, 12) : zeroAddress;
}

/** The lowest 64 bits, which is where `Initializable` keeps its count. */
async function numberIn(reader: PublicClient, address: Address, slot: Hex): Promise<bigint> {
  const word = await reader.getStorageAt({ address, slot });
  return word ? hexToBigInt(word) & (2n ** 64n - 1n) : 0n;
}

function erc1967Slot(name: string): Hex {
  return numberToHex(hexToBigInt(keccak256(stringToHex(name))) - 1n, { size: 32 });
}
