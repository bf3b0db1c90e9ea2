import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createPublicClient, http } from "viem";
import { getEip712Domain } from "viem/actions";
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { createSiweMessage } from "viem/siwe";
import { testUsdcAbi } from "@/lib/chain/abi/test-usdc";
import type { Deployment } from "@/lib/chain/deployment";
import { digestOf, domain, sessionScope, typedData } from "@/lib/chain/typed-data";
import { createClient, refusalOf, type ApiClient } from "@/lib/api/client";
import type { Lease, Receipt } from "@/lib/api/leases";
import { checkReceipt } from "@/lib/leases/check-receipt";
import { checkPaymentOnChain } from "@/lib/leases/payment-on-chain";
import { tabToSign } from "@/lib/leases/tab";
import { exactUsd } from "@/lib/money/usd6";
import { orderDigest } from "@/lib/orders/order-id";
import { specHash, specSchema } from "@/lib/orders/spec";
import { reasonText } from "@/lib/reasons";
import { toJson } from "@/lib/to-json";
import { lowerAddress } from "@/lib/wire";

/**
 * A customer's whole path from a terminal, against a running market and with a wallet that nobody has seen
 * before: test dollars, deposit, session key, order, log, result, voucher, settlement. Prints the receipt.
 * Ends with 1 and the reason if any step does not come about.
 */
const gateway = process.env.AMBIT_GATEWAY ?? gatewayThatRuns();
const source = process.argv[2] ? readFileSync(process.argv[2]) : new TextEncoder().encode(sample());
const deposit = 20_000_000n;

const since = performance.now();
const say = (what: string, detail = "") =>
  console.log(
    `  ${`${((performance.now() - since) / 1000).toFixed(2)} s`.padStart(8)}  ${what.padEnd(12)} ${detail}`,
  );

try {
  await firstLease();
} catch (error) {
  const refusal = refusalOf(error);
  console.error(
    `\n  ${refusal ? `${refusal.code}: ${refusal.message} ${refusal.next}` : error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}

async function firstLease(): Promise<void> {
  const account = privateKeyToAccount(generatePrivateKey());
  const wallet = lowerAddress(account.address);
  const api = clientWithCookie();
  const market = await api.market.get();
  const contracts = market.contracts as Deployment["contracts"];
  const deployment = { chainId: market.chain.id, contracts };
  if (!market.chain.local)
    throw new Error(
      `${gateway} is on ${market.chain.name}: this needs the local chain, where test dollars come from a faucet.`,
    );
  console.log(`\n  A first lease at ${gateway} by ${account.address}\n`);

  await signIn(api, account, market.chain.id);
  say("signed in", "EIP-4361");
  const chain = createPublicClient({ transport: http(new URL(market.chain.rpcUrl, gateway).href) });
  await mined(api, await api.account.faucet());
  say("test USDC", "1,000.00 in the wallet");
  await mined(api, await api.account.deposit(await permit(chain, account, contracts, deposit)));
  await until("the deposit is indexed", async () => (await api.account.get()).available >= deposit);
  say("deposit", `${exactUsd(deposit)} USDC in the escrow`);

  const key = privateKeyToAccount(generatePrivateKey());
  const session = {
    customer: wallet,
    key: lowerAddress(key.address),
    cap: deposit,
    validUntil: Math.floor(Date.now() / 1000) + 86_400,
    scope: sessionScope.tabs,
    salt: BigInt(Date.now()),
  };
  const authorisation = await account.signTypedData(
    typedData("Session", domain(market.chain.id, contracts.escrow), session) as Parameters<
      typeof account.signTypedData
    >[0],
  );
  await mined(api, (await api.sessionKeys.authorise({ terms: session, signature: authorisation })).relay);
  say("session key", "authorised; no more prompts from here");

  const { sha256 } = await api.workloads.upload({ role: "javascript", file: new Blob([source]) });
  const spec = specSchema.parse({
    version: 1,
    workload: { kind: "script", language: "javascript", source: sha256 },
    args: ["first", "lease"],
    resources: {},
  });
  const preview = await api.orders.preview({ spec, maxRatePerHour: 1_000_000n });
  const best = preview.decision.ranked[0];
  say(
    "preview",
    best
      ? `${preview.devices[0]?.name}, ${best.ratePerHour} µ$/h; ${preview.decision.feasible} of ${preview.decision.considered} devices could`
      : "no device could",
  );
  const maxRatePerHour = BigInt(best?.ratePerHour ?? 1_000_000);
  const terms = {
    customer: wallet,
    specHash: specHash(spec),
    maxRatePerHour,
    maxTotal: 50_000n,
    startBy: Math.floor(Date.now() / 1000) + 300,
    maxSeconds: 60,
    minTier: 0,
    salt: BigInt(Date.now()),
  };
  const orderedAt = performance.now();
  const order = await api.orders.place({
    spec,
    terms,
    sessionKey: session.key,
    signature: await key.sign({ hash: orderDigest(deployment, terms) }),
  });
  say("order", order.id);

  const lease = await watch(api, order.leaseId!, orderedAt, (ended) => payTab(api, deployment, key, ended));
  const result = await api.leases.result({ id: lease.id });
  const receipt = await api.leases.receipt({ id: lease.id });
  say("result", `${result.outcome.stdoutBytes} bytes, sha256 ${result.outcome.stdoutSha256}`);
  if (lease.reason !== "COMPLETED")
    throw new Error(`The lease ended with ${lease.reason}: ${reasonText(lease.reason, lease.facts)}`);
  if (!receipt.settlement) throw new Error("The lease is not settled.");
  await checkForStrangers(chain, receipt);
  console.log(`\n  Receipt\n\n${indent(toJson(receipt, 2))}\n`);
  console.log(
    `  Paid ${exactUsd(lease.cost!)} USDC for ${lease.billedSeconds} s, settled in ${receipt.settlement.transaction}\n`,
  );
}

/** The client with the cookie that signing in sets. */
function clientWithCookie(): ApiClient {
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

async function signIn(api: ApiClient, account: PrivateKeyAccount, chainId: number): Promise<void> {
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
  chain: ReturnType<typeof createPublicClient>,
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

/** Follows the lease to its settlement; pays as soon as it has ended. */
async function watch(
  api: ApiClient,
  id: Lease["id"],
  orderedAt: number,
  pay: (ended: Lease) => Promise<void>,
): Promise<Lease> {
  let last: Lease | undefined;
  let firstLog = true;
  for await (const event of await api.leases.watch({ id })) {
    if (event.type === "log") {
      if (firstLog) say("first log", `${Math.round(performance.now() - orderedAt)} ms after the order`);
      firstLog = false;
      for (const line of event.text.trimEnd().split("\n")) console.log(`            │ ${line}`);
    } else if (event.type === "lease") {
      const { lease } = event;
      if (lease.state !== last?.state || lease.payment.state !== last.payment.state) {
        say(
          lease.state === "ended" ? lease.payment.state : lease.state,
          reasonText(lease.reason, lease.facts),
        );
      }
      if (lease.state === "ended" && last?.state !== "ended" && lease.payment.state === "unsigned")
        await pay(lease);
      last = lease;
    }
  }
  if (!last) throw new Error("Nothing was heard of the lease.");
  return last;
}

/** Checks what is owed against what this script itself knows, and signs for exactly that. */
async function payTab(
  api: ApiClient,
  { chainId, contracts }: { chainId: number; contracts: Deployment["contracts"] },
  key: PrivateKeyAccount,
  lease: Lease,
): Promise<void> {
  const due = (await api.leases.due()).find(({ operator }) => operator === lease.operator);
  if (!due) throw new Error(`Nothing is owed to ${lease.operator}, but the lease is unsigned.`);
  const debts = due.leases.map(({ cost, billedSeconds, ...rest }) => ({
    ...rest,
    cost: cost ?? 0n,
    billedSeconds: billedSeconds ?? 0,
  }));
  const cumulative = tabToSign({ signed: 0n }, debts, due.cumulative);
  const tab = { customer: lease.customer, operator: lease.operator, cumulative };
  const signature = await key.sign({ hash: digestOf("Tab", domain(chainId, contracts.escrow), tab) });
  await api.leases.voucher({ ...tab, sessionKey: lowerAddress(key.address), signature });
  say("voucher", `signed for ${exactUsd(cumulative)} USDC`);
}

/** What anybody can do with the receipt: check its signatures and sums, and its payment on the chain. */
async function checkForStrangers(
  chain: ReturnType<typeof createPublicClient>,
  receipt: Receipt,
): Promise<void> {
  const paid = await chain.getTransactionReceipt({ hash: receipt.settlement!.transaction });
  const checks = [...(await checkReceipt(receipt)).slice(0, -1), checkPaymentOnChain(receipt, paid)];
  const wrong = checks.find(({ state }) => state !== "holds");
  if (wrong) throw new Error(`The receipt does not check out (${wrong.name}): ${wrong.found}`);
  say("checked", checks.map(({ name }) => name).join(", "));
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 30_000; performance.now() < end; await sleep(50))
    if (await holds()) return;
  throw new Error(`Waited 30 s in vain until ${what}.`);
}

function gatewayThatRuns(): string {
  try {
    const home = process.env.AMBIT_HOME ?? ".ambit";
    return (JSON.parse(readFileSync(`${home}/running.json`, "utf8")) as { url: string }).url;
  } catch {
    return "http://localhost:3000"; // Nothing runs from this folder; the usual address may still answer.
  }
}

function sample(): string {
  return `
console.log("Hello from a device. Arguments:", args.join(" "));
let sum = 0;
for (let n = 1; n <= 5; n++) { sum += n; console.log("line", n, "of 5"); }
console.log("sum", sum);
`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}
