import { parseEther, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { getEip712Domain } from "viem/actions";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chainBonds, chainClassRules, chainRegistrations, chainTokenBalances } from "@/db/schema/chain";
import { refusalOf } from "@/lib/api/client";
import { bondsAbi } from "@/lib/chain/abi/bonds";
import { tokenAbi } from "@/lib/chain/abi/token";
import { lowerAddress } from "@/lib/wire";
import { sendRelays } from "@/server/chain/send-relays";
import { warpTime } from "@/server/governance/warp-time";
import { serve, signedInClient } from "@/server/testing/test-client";
import { addDevice, startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { requestFaucet } from "./request-faucet";

let market: TestMarket;
const account = privateKeyToAccount(generatePrivateKey());
const operator = lowerAddress(account.address);

beforeAll(async () => {
  market = await startTestMarket();
  serve(market.gateway);
});
afterAll(() => market.stop());

test("a signed permit becomes a stake, once, and the gateway pays the gas", async () => {
  await requestFaucet(market.asWallet(operator), "amb");
  await sendRelays(market.ctx());
  const client = await signedInClient(account);
  const wish = await permit(parseEther("250"));
  const [queued, again] = [await client.stake.add(wish), await client.stake.add(wish)];
  expect(again.id).toBe(queued.id);
  await sendRelays(market.ctx());
  expect(await client.account.relay({ id: queued.id })).toMatchObject({ state: "mined", failure: null });
  const { tokens } = await market.chain.client.readContract({
    address: market.deployment.contracts.bonds,
    abi: bondsAbi,
    functionName: "bondOf",
    args: [operator],
  });
  expect(tokens).toBe(parseEther("250"));
});

test("a permit that moves nothing, has ended or belongs to another amount is refused, and says why", async () => {
  const client = await signedInClient(account);
  const wish = await permit(parseEther("1"));
  const refusal = async (change: object) =>
    refusalOf(await client.stake.add({ ...wish, ...change }).catch((error: unknown) => error))?.code;
  expect(await refusal({ amount: 0n })).toBe("INPUT_INVALID");
  expect(await refusal({ deadline: 1 })).toBe("PERMIT_WRONG");
  expect(await refusal({ signature: "0x1234" })).toBe("PERMIT_WRONG");
  const { id } = await client.stake.add({ ...wish, amount: parseEther("2") });
  await sendRelays(market.ctx());
  const { state, failure } = await client.account.relay({ id });
  expect([state, failure?.facts["detail"]]).toEqual(["failed", expect.stringContaining("PermitRefused")]);
});

test("the stake says what each class asks, and a device's tier as time has made it", async () => {
  const { db } = market;
  const now = Number((await market.chain.client.getBlock()).timestamp);
  const device = await addDevice(market, { operator, name: "rig" });
  const rule = { autoApprove: true };
  const registered = {
    operator,
    status: "enrolled",
    class: 1,
    stake: parseEther("100"),
    tier: 0,
    nominatedTier: 1,
    approvableAt: now + 300,
    enrolledAt: now,
    x: device,
    y: device,
    transaction: device,
  } as const;
  await db.insert(chainClassRules).values([
    { class: 1, stake: parseEther("100"), maxTier: 1, ...rule },
    { class: 2, stake: parseEther("400"), maxTier: 0, ...rule },
  ]);
  await db.insert(chainRegistrations).values({ id: device, ...registered });
  await db
    .insert(chainRegistrations)
    .values({ ...registered, id: await addDevice(market, { operator }), status: "retired" });
  await db.insert(chainTokenBalances).values({ holder: operator, balance: 7n });
  await db.insert(chainBonds).values({
    operator,
    tokens: parseEther("250"),
    locked: parseEther("100"),
    thawing: parseEther("50"),
    thaws: [{ amount: parseEther("50").toString(), readyAt: now + 120 }],
    slashed: 0n,
  });

  const client = await signedInClient(account);
  const before = await client.stake.get();
  expect(before).toMatchObject({
    inWallet: 7n,
    thawSeconds: 120,
    classes: [
      { class: 0, stake: 0n },
      { class: 1, stake: parseEther("100"), maxTier: 1 },
    ],
    devices: [{ device, name: "rig", class: 1, stake: parseEther("100"), tier: 0 }],
  });
  expect(before.bond).toMatchObject({ free: parseEther("100"), withdrawable: 0n });

  await warpTime(market.asWallet(operator), { seconds: 3600 });
  const after = await client.stake.get();
  expect(after.devices.map(({ tier }) => tier)).toEqual([1]);
  expect(after.bond.withdrawable).toBe(parseEther("50"));
  // The instants are still the chain's own; how far it is ahead is told beside them.
  expect(after.bond.thaws).toEqual(before.bond.thaws);
  const { aheadSeconds } = (await client.market.get()).chain;
  expect(aheadSeconds).toBeGreaterThan(3590);
});

/** What the stake's form hands in. */
async function permit(amount: bigint): Promise<{ amount: bigint; deadline: number; signature: Hex }> {
  const { token, bonds } = market.deployment.contracts;
  const { client } = market.chain;
  const [{ domain }, nonce, { timestamp }] = await Promise.all([
    getEip712Domain(client, { address: token }),
    client.readContract({ address: token, abi: tokenAbi, functionName: "nonces", args: [account.address] }),
    client.getBlock(),
  ]);
  const deadline = timestamp + 600n;
  const { name, version, chainId, verifyingContract } = domain;
  const signature = await account.signTypedData({
    domain: { name, version, chainId, verifyingContract },
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
    message: { owner: account.address, spender: bonds, value: amount, nonce, deadline },
  });
  return { amount, deadline: Number(deadline), signature };
}
