import { p256 } from "@noble/curves/nist.js";
import {
  bytesToHex,
  decodeErrorResult,
  encodeFunctionData,
  parseEventLogs,
  parseSignature,
  stringToHex,
  type Abi,
  type Address,
  type Hex,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { local } from "@/contracts/script/parameters";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { leasesAbi } from "@/lib/chain/abi/leases";
import { testUsdcAbi } from "@/lib/chain/abi/test-usdc";
import { deviceIdOf, deviceMessage, devicePublicKeyFrom } from "@/lib/chain/device-key";
import type { Deployment } from "@/lib/chain/deployment";
import { gasLimitOf } from "@/lib/chain/gas-limit";
import { digestOf, domain, leaseId, orderHash, sessionScope, typedData } from "@/lib/chain/typed-data";
import { deployContracts } from "./deploy";
import { anvilKeys, startLocalChain, type LocalChain } from "./local-chain";

/** A customer, a session key, an operator and a device go from a deposit to a payout, signing in TypeScript only. */

let chain: LocalChain;
let deployment: Deployment;
const relayer = privateKeyToAccount(anvilKeys[1]);
const customer = privateKeyToAccount(generatePrivateKey());
const sessionKey = privateKeyToAccount(generatePrivateKey());
const operator = privateKeyToAccount(generatePrivateKey());
const device = newDevice();

beforeAll(async () => {
  chain = await startLocalChain();
  deployment = await deployContracts({ rpcUrl: chain.rpcUrl, deployerKey: anvilKeys[0], parameters: local });
});
afterAll(() => chain.stop());

test("a second deployment with the same key and parameters finds the first", async () => {
  const before = await chain.client.getBlockNumber();
  expect(
    await deployContracts({ rpcUrl: chain.rpcUrl, deployerKey: anvilKeys[0], parameters: local }),
  ).toEqual(deployment);
  expect(await chain.client.getBlockNumber()).toBe(before);
});

test("from a deposit to a payout, with gas paid by a stranger and every signature made in TypeScript", async () => {
  const { escrow, leases, usdc } = deployment.contracts;
  await depositWithPermit(50_000_000n);
  await authoriseSession(20_000_000n);
  await enrolDevice();

  const now = await chainNow();
  const order = {
    customer: customer.address,
    specHash: stringToHex("spec", { size: 32 }),
    maxRatePerHour: 7_200_000n,
    maxTotal: 5_000_000n,
    startBy: now + 60,
    maxSeconds: 600,
    minTier: 0,
    salt: 1n,
  };
  const offer = {
    device: device.id,
    order: orderHash(order),
    ratePerHour: 3_600_000n,
    tier: 0,
    validUntil: now + 60,
    salt: 9n,
  };
  const leaseDomain = domain(deployment.chainId, leases);
  await send(leases, leasesAbi, "open", [
    order,
    sessionKey.address,
    await sessionKey.signTypedData(typedData("Order", leaseDomain, order)),
    offer,
    device.sign(digestOf("Offer", leaseDomain, offer)),
  ]);
  const lease = leaseId(offer);
  const opened = await chain.client.readContract({
    address: leases,
    abi: leasesAbi,
    functionName: "leaseOf",
    args: [lease],
  });
  expect(opened).toMatchObject({
    status: 1,
    customer: customer.address,
    operator: operator.address,
    deposit: 600_000n,
    paid: 0n,
  });

  const voucher = { lease, cumulative: 100_000n };
  const voucherSignature = await sessionKey.signTypedData(typedData("Voucher", leaseDomain, voucher));
  await send(leases, leasesAbi, "redeem", [lease, voucher.cumulative, sessionKey.address, voucherSignature]);

  const closing = { lease, cumulative: 250_000n, reason: stringToHex("EXIT_ZERO", { size: 32 }) };
  const keySignature = await sessionKey.signTypedData(typedData("Close", leaseDomain, closing));
  const deviceSignature = device.sign(digestOf("Close", leaseDomain, closing));
  await send(leases, leasesAbi, "end", [offer, closing, sessionKey.address, keySignature, deviceSignature]);

  const tab = { customer: customer.address, operator: operator.address, feeBps: 200, cumulative: 1_234n };
  const tabSignature = await sessionKey.signTypedData(
    typedData("Tab", domain(deployment.chainId, escrow), tab),
  );
  await send(escrow, escrowAbi, "redeemTab", [tab, sessionKey.address, tabSignature]);

  const [balance] = await chain.client.readContract({
    address: escrow,
    abi: escrowAbi,
    functionName: "balanceOf",
    args: [customer.address],
  });
  expect(balance).toBe(50_000_000n - 250_000n - 1_234n);
  const session = await chain.client.readContract({
    address: escrow,
    abi: escrowAbi,
    functionName: "sessionOf",
    args: [customer.address, sessionKey.address],
  });
  expect(session.spent).toBe(251_234n);

  await send(escrow, escrowAbi, "withdrawEarnings", [operator.address]);
  const paidOut = await chain.client.readContract({
    address: usdc,
    abi: testUsdcAbi,
    functionName: "balanceOf",
    args: [operator.address],
  });
  expect(paidOut).toBe(251_234n - 2_000n - 3_000n - 24n); // Two per cent of each payment, rounded down.
});

test("a batch reports what it refused and keeps the rest", async () => {
  const { escrow } = deployment.contracts;
  const tab = { customer: customer.address, operator: operator.address, feeBps: 200, cumulative: 2_000n };
  const signature = await sessionKey.signTypedData(typedData("Tab", domain(deployment.chainId, escrow), tab));
  const redeem = encode(escrowAbi, "redeemTab", [tab, sessionKey.address, signature]);
  const receipt = await send(escrow, escrowAbi, "batch", [[redeem, redeem]]);

  const events = parseEventLogs({ abi: escrowAbi, logs: receipt.logs });
  expect(events.map((event) => event.eventName)).toEqual(["TabRedeemed", "CallRefused"]);
  const refused = events.find((event) => event.eventName === "CallRefused")!;
  expect(decodeErrorResult({ abi: escrowAbi, data: refused.args.error }).errorName).toBe("TabStale");
});

async function depositWithPermit(amount: bigint): Promise<void> {
  const { escrow, usdc } = deployment.contracts;
  await send(usdc, testUsdcAbi, "faucet", [customer.address]);
  const deadline = BigInt((await chainNow()) + 60);
  const permit = {
    domain: { name: "Test USD Coin", version: "1", chainId: deployment.chainId, verifyingContract: usdc },
    types: {
      Permit: [
        { name: "owner", type: "address" },
        { name: "spender", type: "address" },
        { name: "value", type: "uint256" },
        { name: "nonce", type: "uint256" },
        { name: "deadline", type: "uint256" },
      ],
    },
    primaryType: "Permit",
    message: { owner: customer.address, spender: escrow, value: amount, nonce: 0n, deadline },
  } as const;
  const { r, s, v } = parseSignature(await customer.signTypedData(permit));
  await send(escrow, escrowAbi, "depositWithPermit", [customer.address, amount, deadline, Number(v), r, s]);
}

async function authoriseSession(cap: bigint): Promise<void> {
  const { escrow } = deployment.contracts;
  const validUntil = (await chainNow()) + 3600;
  const session = {
    customer: customer.address,
    key: sessionKey.address,
    cap,
    validUntil,
    scope: sessionScope.tabs | sessionScope.leases,
    salt: 0n,
  };
  const signature = await customer.signTypedData(
    typedData("Session", domain(deployment.chainId, escrow), session),
  );
  await send(escrow, escrowAbi, "authorise", [session, signature]);
}

async function enrolDevice(): Promise<void> {
  const { devices } = deployment.contracts;
  const enrolment = {
    device: device.id,
    operator: operator.address,
    payout: operator.address,
    nonce: 0n,
    validUntil: (await chainNow()) + 60,
  };
  const at = domain(deployment.chainId, devices);
  const byOperator = await operator.signTypedData(typedData("Enrolment", at, enrolment));
  const byDevice = device.sign(digestOf("Enrolment", at, enrolment));
  await send(devices, devicesAbi, "enrol", [
    enrolment,
    device.publicKey.x,
    device.publicKey.y,
    byOperator,
    byDevice,
  ]);
}

/** The relayer pays for everything; nobody else here has any ether. */
async function send(address: Address, abi: Abi, functionName: string, args: unknown[]) {
  const request = { account: relayer, address, abi, functionName, args };
  const gas = gasLimitOf(await chain.client.estimateContractGas(request));
  const hash = await chain.client.writeContract({ ...request, gas });
  const receipt = await chain.client.waitForTransactionReceipt({ hash });
  expect(receipt.status).toBe("success");
  return receipt;
}

const encode = (abi: Abi, functionName: string, args: unknown[]) =>
  encodeFunctionData({ abi, functionName, args });

const chainNow = async () => Number((await chain.client.getBlock()).timestamp);

function newDevice() {
  const { secretKey } = p256.keygen();
  const publicKey = devicePublicKeyFrom(p256.getPublicKey(secretKey, false));
  const sign = (digest: Hex): Hex => bytesToHex(p256.sign(deviceMessage(digest), secretKey));
  return { id: deviceIdOf(publicKey), publicKey, sign };
}
