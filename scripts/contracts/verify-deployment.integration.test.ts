import { keccak256, numberToHex, stringToHex, type Address, type Hex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { local } from "@/contracts/script/parameters";
import { guardianAbi } from "@/lib/chain/abi/guardian";
import { timelockAbi } from "@/lib/chain/abi/timelock";
import type { Deployment } from "@/lib/chain/deployment";
import { deployContracts } from "./deploy";
import { anvilKeys, startLocalChain, type LocalChain } from "./local-chain";
import { verifyDeployment } from "./verify-deployment";

/** What the verification is for: each test leaves a key somewhere and expects it to be named. */

const someone: Address = "0x00000000000000000000000000000000DeaDBeef";
let chain: LocalChain;
let deployment: Deployment;

beforeAll(async () => {
  chain = await startLocalChain();
  deployment = await deployContracts({ rpcUrl: chain.rpcUrl, deployerKey: anvilKeys[0], parameters: local });
});
afterAll(() => chain.stop());

test("a deployment as the script leaves it has no problem, and one key with a power: the council's", async () => {
  const { council, councilUntil, checks, problems } = await verify();
  expect(problems).toEqual([]);
  expect(council).toBe(local.council);
  expect(councilUntil.getTime()).toBeGreaterThan(Date.now());
  expect(checks).toBeGreaterThan(100);
});

test("a second proposer of a timelock is named", async () => {
  const { timelock } = deployment.contracts;
  await undone(async () => {
    await sendAs(timelock, timelock, "grantRole", [keccak256(stringToHex("PROPOSER_ROLE")), someone]);
    expect(await problems()).toEqual([`timelock: PROPOSER_ROLE is also with ${someone.toLowerCase()}`]);
  });
});

test("an executor that could hold decisions back is named", async () => {
  const { upgradeTimelock } = deployment.contracts;
  await undone(async () => {
    const executor = keccak256(stringToHex("EXECUTOR_ROLE"));
    await sendAs(upgradeTimelock, upgradeTimelock, "revokeRole", [executor, `0x${"00".repeat(20)}`]);
    expect((await problems())[0]).toContain("upgradeTimelock: EXECUTOR_ROLE is not with 0x0000");
  });
});

test("a role that was given and taken back is no problem", async () => {
  const { timelock } = deployment.contracts;
  await undone(async () => {
    const proposer = keccak256(stringToHex("PROPOSER_ROLE"));
    await sendAs(timelock, timelock, "grantRole", [proposer, someone]);
    await sendAs(timelock, timelock, "revokeRole", [proposer, someone]);
    expect(await problems()).toEqual([]);
  });
});

test("one changed byte of code is found", async () => {
  const { treasury } = deployment.contracts;
  await undone(async () => {
    const code = (await chain.client.getCode({ address: treasury }))!;
    // The first byte of a program of Solidity pushes the place of its heap.
    await chain.client.setCode({ address: treasury, bytecode: code.replace("0x6080", "0x6081") as Hex });
    expect(await problems()).toContain(
      `treasury at ${treasury} is not Treasury as this checkout compiles it`,
    );
  });
});

test("a proxy that points to other code is found, and so is one with an admin", async () => {
  const { leases, bonds } = deployment.contracts;
  const slot = (name: string) => numberToHex(BigInt(keccak256(stringToHex(name))) - 1n, { size: 32 });
  const word = (address: Address) => `0x${"00".repeat(12)}${address.slice(2)}` as Hex;
  await undone(async () => {
    await chain.client.setStorageAt({
      address: leases,
      index: slot("eip1967.proxy.implementation"),
      value: word(bonds),
    });
    await chain.client.setStorageAt({
      address: bonds,
      index: slot("eip1967.proxy.admin"),
      value: word(someone),
    });
    const found = await problems();
    expect(found).toContain(
      `the code of leases at ${bonds.toLowerCase()} is not Leases as this checkout compiles it`,
    );
    expect(found).toContain(`the proxy of bonds has the admin ${someone.toLowerCase()}`);
  });
});

test("a power that anyone can use is found, and so is one that its holder lost", async () => {
  const { params, treasury } = deployment.contracts;
  await undone(async () => {
    // Code that accepts every call and code that refuses every call.
    await chain.client.setCode({ address: params, bytecode: "0x00" });
    expect(await problems()).toContain("anyone may call params.set (no error)");
    await chain.client.setCode({ address: treasury, bytecode: "0x5f5ffd" });
    expect((await problems()).some((problem) => problem.startsWith("anyone may call treasury.pay ("))).toBe(
      true,
    );
  });
});

test("a faucet anywhere but on a local chain is a problem", async () => {
  const elsewhere = await verifyDeployment(chain.rpcUrl, { ...deployment, chainId: 10 });
  expect(elsewhere.problems).toEqual(["a faucet stands on chain 10"]);
});

test("a council that a vote changed is reported, and is no problem", async () => {
  const { guardian, timelock } = deployment.contracts;
  await undone(async () => {
    await chain.client.impersonateAccount({ address: timelock });
    await chain.client.setBalance({ address: timelock, value: 10n ** 18n });
    const hash = await chain.client.writeContract({
      account: timelock,
      address: guardian,
      abi: guardianAbi,
      functionName: "setCouncil",
      args: [someone],
    });
    await chain.client.waitForTransactionReceipt({ hash });
    expect(await verify()).toMatchObject({ council: someone, problems: [] });
  });
});

const verify = () => verifyDeployment(chain.rpcUrl, deployment);
const problems = async () => (await verify()).problems;

/** Each test starts from the deployment as it was. */
async function undone(act: () => Promise<void>): Promise<void> {
  const id = await chain.client.snapshot();
  try {
    await act();
  } finally {
    await chain.client.revert({ id });
  }
}

async function sendAs(
  account: Address,
  address: Address,
  functionName: "grantRole" | "revokeRole",
  args: [Hex, Address],
): Promise<void> {
  await chain.client.impersonateAccount({ address: account });
  await chain.client.setBalance({ address: account, value: 10n ** 18n });
  const hash = await chain.client.writeContract({ account, address, abi: timelockAbi, functionName, args });
  await chain.client.waitForTransactionReceipt({ hash });
}
