import { p256 } from "@noble/curves/nist.js";
import { bytesToHex, createPublicClient, encodeFunctionData, http, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { local } from "@/contracts/script/parameters";
import { abiOf } from "@/lib/chain/abi-of";
import { deviceIdOf, deviceMessage, devicePublicKeyFrom } from "@/lib/chain/device-key";
import { gasLimitOf } from "@/lib/chain/gas-limit";
import type { ContractName } from "@/lib/chain/deployment";
import { lowerAddress } from "@/lib/wire";
import { deployContracts } from "@/scripts/contracts/deploy";
import { anvilKeys, startLocalChain } from "@/scripts/contracts/local-chain";

export type World = Awaited<ReturnType<typeof startWorld>>;
export type Call = readonly [contract: ContractName, functionName: string, ...args: readonly unknown[]];
export type Device = ReturnType<typeof newDevice>;

export const newAccount = () => privateKeyToAccount(generatePrivateKey());

/** A chain with every contract on it, whose verifiers and council are ours. */
export async function startWorld() {
  const chain = await startLocalChain();
  const verifiers = [newAccount(), newAccount(), newAccount()].sort((a, b) =>
    lowerAddress(a.address) < lowerAddress(b.address) ? -1 : 1,
  );
  const council = newAccount();
  const deployment = await deployContracts({
    rpcUrl: chain.rpcUrl,
    deployerKey: anvilKeys[0],
    parameters: {
      ...local,
      council: council.address,
      verifiers: { members: verifiers.map(({ address }) => address), quorum: 2, assigned: 3 },
      // Low enough that a verifier with a large stake is slashed into an appeal and one with a small stake at once.
      params: local.params.map((rule) =>
        rule.key === "appealThreshold" ? { ...rule, value: rule.min } : rule,
      ),
    },
  });
  const { contracts } = deployment;
  const reader = createPublicClient({ transport: http(chain.rpcUrl, { batch: true }) });
  const relayer = privateKeyToAccount(anvilKeys[1]);

  const encode = ([contract, functionName, ...args]: Call): Hex =>
    encodeFunctionData({ abi: abiOf[contract], functionName, args });

  /** Sends a call in a block of its own; a refusal is thrown by name. */
  const send = async (account: PrivateKeyAccount, ...call: Call) => {
    const [contract, functionName, ...args] = call;
    await chain.client.setBalance({ address: account.address, value: 10n ** 20n });
    const request = { account, address: contracts[contract], abi: abiOf[contract], functionName, args };
    const gas = gasLimitOf(await chain.client.estimateContractGas(request));
    const hash = await chain.client.writeContract({ ...request, gas });
    const receipt = await chain.client.waitForTransactionReceipt({ hash });
    if (receipt.status !== "success") throw new Error(`${contract}.${functionName} reverted in ${hash}.`);
    return receipt;
  };

  const now = async () => Number((await chain.client.getBlock()).timestamp);
  /** Moves the chain's clock to an instant and mines a block there. */
  const passTo = async (instant: number) => {
    const seconds = instant - (await now());
    if (seconds > 0) await chain.client.increaseTime({ seconds });
    await chain.client.mine({ blocks: 1 });
  };
  const pass = async (seconds: number) => passTo((await now()) + seconds);

  return {
    ...chain,
    deployment,
    contracts,
    verifiers,
    council,
    relayer,
    reader,
    encode,
    send,
    now,
    pass,
    passTo,
    /** What a view function says, now or at a block. */
    read: async <T>([contract, functionName, ...args]: Call, blockNumber?: bigint): Promise<T> =>
      (await reader.readContract({
        address: contracts[contract],
        abi: abiOf[contract],
        functionName,
        args,
        ...(blockNumber !== undefined && { blockNumber }),
      })) as T,
  };
}

/** A wallet with test dollars in the escrow. */
export async function deposit(
  { send, contracts }: World,
  account: PrivateKeyAccount,
  amount: bigint,
): Promise<void> {
  await send(account, "usdc", "faucet", account.address);
  await send(account, "usdc", "approve", contracts.escrow, amount);
  await send(account, "escrow", "deposit", account.address, amount);
}

/** Test tokens from the faucet, ten thousand AMB a time, and a stake of them. */
export async function stake(
  { send, contracts }: World,
  account: PrivateKeyAccount,
  amount: bigint,
): Promise<void> {
  for (let left = amount; left > 0n; left -= 10_000n * 10n ** 18n)
    await send(account, "faucet", "faucet", account.address);
  await send(account, "token", "approve", contracts.bonds, amount);
  await send(account, "bonds", "stake", account.address, amount);
}

export function newDevice() {
  const { secretKey } = p256.keygen();
  const publicKey = devicePublicKeyFrom(p256.getPublicKey(secretKey, false));
  const sign = (digest: Hex): Hex => bytesToHex(p256.sign(deviceMessage(digest), secretKey));
  return { id: deviceIdOf(publicKey), publicKey, sign };
}
