import { keccak256, toHex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { openChain, type Chain } from "./chain";
import { isSignedBy } from "./is-signed-by";

const hash = keccak256(toHex("terms"));
const account = privateKeyToAccount(generatePrivateKey());
const other = privateKeyToAccount(generatePrivateKey());

let market: TestMarket;
let silent: Chain;
beforeAll(async () => {
  market = await startTestMarket();
  silent = openChain({ ...market.gateway.env, CHAIN_RPC_URL: "http://127.0.0.1:1" });
});
afterAll(() => market.stop());

test("a key's signature holds for its wallet, whether the chain answers or not", async () => {
  const signature = await account.sign({ hash });
  expect(await isSignedBy(market.gateway.chain, account.address, { hash, signature })).toBe(true);
  expect(await isSignedBy(silent, account.address, { hash, signature })).toBe(true);
});

test("another's signature does not hold, and one that is none neither", async () => {
  const signature = await other.sign({ hash });
  const { chain } = market.gateway;
  expect(await isSignedBy(chain, account.address, { hash, signature })).toBe(false);
  expect(await isSignedBy(chain, account.address, { hash, signature: "0x1234" })).toBe(false);
});

test("a wallet that is a contract answers for itself", async () => {
  const [yes, no] = [toHex("yes", { size: 20 }), toHex("no", { size: 20 })];
  // Answers everything with ERC-1271's word for yes, and with nothing.
  await market.chain.client.setCode({ address: yes, bytecode: "0x631626ba7e60e01b60005260206000f3" });
  await market.chain.client.setCode({ address: no, bytecode: "0x60206000f3" });
  const signature = await other.sign({ hash });
  const { chain } = market.gateway;
  expect(await isSignedBy(chain, yes, { hash, signature })).toBe(true);
  expect(await isSignedBy(chain, no, { hash, signature })).toBe(false);
});

test("whether a contract signed is not known while the chain does not answer", async () => {
  const signature = await other.sign({ hash });
  await expect(isSignedBy(silent, account.address, { hash, signature })).rejects.toMatchObject({
    code: "CHAIN_UNREACHABLE",
  });
});
