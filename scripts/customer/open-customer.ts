import { setTimeout as sleep } from "node:timers/promises";
import { createPublicClient, http, type Address } from "viem";
import { getEip712Domain } from "viem/actions";
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { createSiweMessage } from "viem/siwe";
import { createClient, type ApiClient } from "@/lib/api/client";
import { testUsdcAbi } from "@/lib/chain/abi/test-usdc";
import type { Deployment } from "@/lib/chain/deployment";
import { domain, sessionScope, typedData } from "@/lib/chain/typed-data";
import { exactUsd } from "@/lib/money/usd6";
import { reasonText } from "@/lib/reasons";
import { lowerAddress } from "@/lib/wire";

type Chain = ReturnType<typeof createPublicClient>;

/** A customer at a terminal: a wallet that nobody has seen before, with money and a session key. */
export type Customer = {
  api: ApiClient;
  chain: Chain;
  wallet: Address;
  key: PrivateKeyAccount;
  deployment: Pick<Deployment, "chainId" | "contracts">;
  /** Every sum that was signed for on each operator's tab: the customer's own memory. */
  signed: Map<string, Set<bigint>>;
};

export type Say = (what: string, detail?: string) => void;

const deposit = 20_000_000n;

/** Signs in, gets test dollars, deposits with a permit and authorises a session key. Only on a local chain. */
export async function openCustomer(gateway: string, say: Say): Promise<Customer> {
  const account = privateKeyToAccount(generatePrivateKey());
  const wallet = lowerAddress(account.address);
  const api = clientWithCookie(gateway);
  const market = await api.market.get();
  const contracts = market.contracts as Deployment["contracts"];
  const deployment = { chainId: market.chain.id, contracts };
  if (!market.chain.local)
    throw new Error(
      `${gateway} is on ${market.chain.name}: this needs the local chain, where test dollars come from a faucet.`,
    );

  await signIn(gateway, api, account, market.chain.id);
  say("signed in", `EIP-4361, as ${account.address}`);
  const chain = createPublicClient({ transport: http(new URL(market.chain.rpcUrl, gateway).href) });
  await mined(api, await api.account.faucet());
  say("test USDC", "1,000.00 in the wallet");
  await mined(api, await api.account.deposit(await permit(chain, account, contracts, deposit)));
  await until("the deposit is indexed", async () => (await api.account.get()).available >= deposit);
  say("deposit", `${exactUsd(deposit)} USDC in the escrow`);

  const key = privateKeyToAccount(generatePrivateKey());
  await authorise(api, deployment, account, key);
  say("session key", "authorised; no more prompts from here");
  return { api, chain, wallet, key, deployment, signed: new Map() };
}

async function authorise(
  api: ApiClient,
  { chainId, contracts }: Customer["deployment"],
  account: PrivateKeyAccount,
  key: PrivateKeyAccount,
): Promise<void> {
  const terms = {
    customer: lowerAddress(account.address),
    key: lowerAddress(key.address),
    cap: deposit,
    validUntil: Math.floor(Date.now() / 1000) + 86_400,
    scope: sessionScope.tabs,
    salt: BigInt(Date.now()),
  };
  const signature = await account.signTypedData(
    typedData("Session", domain(chainId, contracts.escrow), terms) as Parameters<
      typeof account.signTypedData
    >[0],
  );
  await mined(api, (await api.sessionKeys.authorise({ terms, signature })).relay);
}

/** The client with the cookie that signing in sets. */
function clientWithCookie(gateway: string): ApiClient {
  let cookie = "";
  return createClient({
    url: gateway,
    fetch: async (request, init) => {
      const headers = new Headers(request.headers);
      if (cookie) headers.set("cookie", cookie);
      const response = await fetch(new Request(request, { headers }), init);
      cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
      return response;
    },
  });
}

async function signIn(
  gateway: string,
  api: ApiClient,
  account: PrivateKeyAccount,
  chainId: number,
): Promise<void> {
  const { host, origin } = new URL(gateway);
  const { nonce } = await api.signIn.nonce();
  const message = createSiweMessage({
    address: account.address,
    chainId,
    domain: host,
    uri: origin,
    nonce,
    version: "1",
    statement: "Sign in to Ambit.",
  });
  await api.signIn.verify({ message, signature: await account.signMessage({ message }) });
}

async function permit(
  chain: Chain,
  account: PrivateKeyAccount,
  { usdc, escrow }: Deployment["contracts"],
  amount: bigint,
) {
  const deadline = Math.floor(Date.now() / 1000) + 1800;
  const [{ domain: token }, nonce] = await Promise.all([
    getEip712Domain(chain, { address: usdc }),
    chain.readContract({ abi: testUsdcAbi, address: usdc, functionName: "nonces", args: [account.address] }),
  ]);
  const { name, version, chainId, verifyingContract } = token;
  const fields = {
    owner: "address",
    spender: "address",
    value: "uint256",
    nonce: "uint256",
    deadline: "uint256",
  };
  const signature = await account.signTypedData({
    domain: { name, version, chainId, verifyingContract },
    types: { Permit: Object.entries(fields).map(([field, type]) => ({ name: field, type })) },
    primaryType: "Permit",
    message: { owner: account.address, spender: escrow, value: amount, nonce, deadline: BigInt(deadline) },
  });
  return { amount, deadline, signature };
}

type Relay = Awaited<ReturnType<ApiClient["account"]["faucet"]>>;

async function mined(api: ApiClient, relay: Relay): Promise<void> {
  await until(`transaction ${relay.id} is mined`, async () => {
    const { state, failure } = await api.account.relay({ id: relay.id });
    if (failure) throw new Error(reasonText(failure.code, failure.facts));
    return state === "mined";
  });
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 30_000; performance.now() < end; await sleep(50))
    if (await holds()) return;
  throw new Error(`Waited 30 s in vain until ${what}.`);
}
