import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { parseSignature, type Address } from "viem";
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { local } from "@/contracts/script/parameters";
import { testDatabase } from "@/db/test-database";
import * as chainSchema from "@/db/schema/chain";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { testUsdcAbi } from "@/lib/chain/abi/test-usdc";
import { domain, sessionScope, typedData } from "@/lib/chain/typed-data";
import { lowerAddress } from "@/lib/wire";
import { anvilKeys, startLocalChain } from "@/scripts/contracts/local-chain";
import { deployContracts } from "@/scripts/contracts/deploy";

let chain: Awaited<ReturnType<typeof startLocalChain>>;
let database: Awaited<ReturnType<typeof testDatabase>>;
let deployment: Awaited<ReturnType<typeof deployContracts>>;
let indexer: ChildProcess;
let indexerUrl: string;
let folder: string;

beforeAll(async () => {
  [database, chain] = await Promise.all([testDatabase(), startLocalChain()]);
  deployment = await deployContracts({ rpcUrl: chain.rpcUrl, deployerKey: anvilKeys[0], parameters: local });
  folder = mkdtempSync(join(tmpdir(), "ambit-indexer-"));
  writeFileSync(join(folder, "deployment.json"), JSON.stringify(deployment));
  await startIndexer();
}, 60_000);

afterAll(async () => {
  await stopIndexer();
  await chain.stop();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function startIndexer(): Promise<void> {
  const port = await freePort();
  indexerUrl = `http://127.0.0.1:${port}`;
  const args = ["node_modules/ponder/dist/esm/bin/ponder.js", "--root=indexer", "start", "--schema=chain_test", "--views-schema=chain", `--port=${port}`, "--hostname=127.0.0.1"];
  const env = { ...process.env, DATABASE_URL: database.url, CHAIN_RPC_URL: chain.rpcUrl, DEPLOYMENT_FILE: join(folder, "deployment.json"), PONDER_TELEMETRY_DISABLED: "true" };
  indexer = spawn(process.execPath, args, { env, stdio: "ignore" });
  for (let waited = 0; waited < 300; waited++) {
    if (await fetch(`${indexerUrl}/ready`).then((response) => response.ok, () => false)) return;
    if (indexer.exitCode !== null) throw new Error(`the indexer ended with ${indexer.exitCode}`);
    await sleep(200);
  }
  throw new Error("the indexer was not ready within 60 s");
}

async function stopIndexer(): Promise<void> {
  indexer.kill("SIGTERM");
  await new Promise((resolve) => indexer.once("exit", resolve));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Waits until the indexer has read the chain's newest block. */
async function caughtUp(): Promise<void> {
  const height = await chain.client.getBlockNumber({ cacheTime: 0 });
  for (let waited = 0; waited < 150; waited++) {
    const [head] = await database.db.execute<{ number: string }>(sql`select number from chain.heads`);
    if (head && BigInt(head.number) >= height) return;
    await sleep(100);
  }
  throw new Error(`the indexer did not come to block ${height} within 15 s`);
}

type Actor = { account: PrivateKeyAccount; key: PrivateKeyAccount };

async function send(account: PrivateKeyAccount, to: Address, call: { abi: typeof escrowAbi | typeof testUsdcAbi; functionName: string; args: readonly unknown[] }): Promise<void> {
  const hash = await chain.client.writeContract({ account, address: to, ...call, chain: null } as unknown as Parameters<typeof chain.client.writeContract>[0]);
  const receipt = await chain.client.waitForTransactionReceipt({ hash });
  if (receipt.status !== "success") throw new Error(`${call.functionName} reverted`);
}

const escrow = (account: PrivateKeyAccount, functionName: string, ...args: readonly unknown[]) => send(account, deployment.contracts.escrow, { abi: escrowAbi, functionName, args });
const relayer = privateKeyToAccount(anvilKeys[1]);

async function newActor(): Promise<Actor> {
  const actor = { account: privateKeyToAccount(generatePrivateKey()), key: privateKeyToAccount(generatePrivateKey()) };
  await chain.client.setBalance({ address: actor.account.address, value: 10n ** 18n });
  await send(relayer, deployment.contracts.usdc, { abi: testUsdcAbi, functionName: "faucet", args: [actor.account.address] });
  return actor;
}

async function deposit({ account }: Actor, amount: bigint): Promise<void> {
  const { usdc, escrow: spender } = deployment.contracts;
  const nonce = await chain.client.readContract({ abi: testUsdcAbi, address: usdc, functionName: "nonces", args: [account.address] });
  const deadline = (await chain.client.getBlock()).timestamp + 3600n;
  const signature = await account.signTypedData({
    domain: { name: "Test USD Coin", version: "1", chainId: deployment.chainId, verifyingContract: usdc },
    types: { Permit: ["owner:address", "spender:address", "value:uint256", "nonce:uint256", "deadline:uint256"].map((field) => ({ name: field.split(":")[0]!, type: field.split(":")[1]! })) },
    primaryType: "Permit",
    message: { owner: account.address, spender, value: amount, nonce, deadline },
  });
  const { r, s, yParity } = parseSignature(signature);
  await escrow(relayer, "depositWithPermit", account.address, amount, deadline, yParity + 27, r, s);
}

async function authorise({ account, key }: Actor, cap: bigint): Promise<void> {
  const validUntil = Number((await chain.client.getBlock()).timestamp) + 86_400;
  const terms = { customer: account.address, key: key.address, cap, validUntil, scope: sessionScope.tabs, salt: 1n };
  const signature = await account.signTypedData(typedData("Session", domain(deployment.chainId, deployment.contracts.escrow), terms) as Parameters<typeof account.signTypedData>[0]);
  await escrow(relayer, "authorise", terms, signature);
}

async function redeem({ account, key }: Actor, operator: Address, cumulative: bigint): Promise<void> {
  const tab = { customer: account.address, operator, cumulative };
  const signature = await key.signTypedData(typedData("Tab", domain(deployment.chainId, deployment.contracts.escrow), tab) as Parameters<typeof key.signTypedData>[0]);
  await escrow(relayer, "redeemTab", account.address, operator, cumulative, key.address, signature);
}

const read = <T>(functionName: string, ...args: readonly unknown[]) =>
  chain.client.readContract({ abi: escrowAbi, address: deployment.contracts.escrow, functionName, args } as unknown as Parameters<typeof chain.client.readContract>[0]) as Promise<T>;

/** Holds every figure of the tables against what the contract says, for these wallets. */
async function expectTablesToEqualChain(actors: readonly Actor[], operators: readonly Actor[]): Promise<void> {
  await caughtUp();
  for (const { account, key } of [...actors, ...operators]) {
    const wallet = lowerAddress(account.address);
    const [balance, thawing] = await read<[bigint, bigint, bigint]>("balanceOf", wallet);
    const [row] = await database.db.execute<{ balance: string; thawing: string }>(sql`select balance, thawing from chain.balances where customer = ${wallet}`);
    expect([BigInt(row?.balance ?? 0), BigInt(row?.thawing ?? 0)], `balance of ${wallet}`).toEqual([balance, thawing]);
    const session = await read<{ spent: bigint; cap: bigint }>("sessionOf", wallet, key.address);
    const [held] = await database.db.execute<{ spent: string; cap: string }>(sql`select spent, cap from chain.sessions where customer = ${wallet} and key = ${lowerAddress(key.address)}`);
    expect([BigInt(held?.spent ?? 0), BigInt(held?.cap ?? 0)], `session of ${wallet}`).toEqual([session.spent, session.cap]);
    for (const { account: operator } of operators) {
      const redeemed = await read<bigint>("tabRedeemed", wallet, operator.address);
      const [tab] = await database.db.execute<{ redeemed: string }>(sql`select redeemed from chain.tab_totals where customer = ${wallet} and operator = ${lowerAddress(operator.address)}`);
      expect(BigInt(tab?.redeemed ?? 0), `tab of ${wallet}`).toBe(redeemed);
    }
  }
  for (const { account } of operators) {
    const earned = await read<bigint>("earnedBy", account.address);
    const [row] = await database.db.execute<{ left: string }>(sql`select earned - withdrawn as left from chain.operators where operator = ${lowerAddress(account.address)}`);
    expect(BigInt(row?.left ?? 0), `earnings of ${account.address}`).toBe(earned);
  }
  const [fees] = await database.db.execute<{ fees: string }>(sql`select coalesce(sum(fees), 0) as fees from chain.operators`);
  expect(BigInt(fees!.fees)).toBe(await read<bigint>("fees"));
  const [sums] = await database.db.execute<{ history: string; balances: string }>(sql`
    select (select coalesce(sum(case kind when 'deposit' then amount when 'earnings-kept' then amount when 'payment' then -amount when 'withdrawal' then -amount else 0 end), 0) from chain.movements) as history,
           (select coalesce(sum(balance), 0) from chain.balances) as balances`);
  expect(sums!.history, "the history adds up to the balances").toBe(sums!.balances);
}

test("the app's picture of the chain's tables is what the indexer makes", async () => {
  for (const table of Object.values(chainSchema)) {
    if (!(table instanceof PgTable)) continue;
    const { name, columns } = getTableConfig(table);
    const made = await database.db.execute<{ column_name: string; data_type: string }>(sql`select column_name, data_type from information_schema.columns where table_schema = 'chain' and table_name = ${name}`);
    const types = new Map(made.map((column) => [column.column_name, column.data_type]));
    for (const column of columns) {
      const columnName = column.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      expect(types.get(columnName), `${name}.${columnName}`).toBe(column.getSQLType().replace(/\(.*/, ""));
    }
  }
});

test("deposits, thaws, payments, sessions and earnings equal the contract to the last unit, through restarts and reorgs", async () => {
  const [ada, ben, op] = [await newActor(), await newActor(), await newActor()];
  await deposit(ada, 50_000_000n);
  await deposit(ben, 3_000_000n);
  await authorise(ada, 10_000_000n);
  await authorise(ben, 10_000_000n);
  await redeem(ada, op.account.address, 1_234_567n);
  await escrow(ada.account, "thaw", 20_000_000n);
  await escrow(ada.account, "thaw", 28_000_000n);
  await redeem(ada, op.account.address, 3_000_001n);
  await expectTablesToEqualChain([ada, ben], [op]);

  // More than there is: a part is paid, the thaws shrink with it.
  await escrow(ben.account, "thaw", 2_500_000n);
  await redeem(ben, op.account.address, 2_900_000n);
  await expectTablesToEqualChain([ada, ben], [op]);

  await chain.client.increaseTime({ seconds: 61 });
  await escrow(ada.account, "withdraw", 25_000_000n);
  await escrow(op.account, "keepEarnings", 1_000_000n);
  await escrow(relayer, "withdrawEarnings", op.account.address);
  await expectTablesToEqualChain([ada, ben], [op]);

  await stopIndexer();
  await deposit(ben, 7_000_000n);
  await escrow(ada.account, "cancelThaw");
  await startIndexer();
  await expectTablesToEqualChain([ada, ben], [op]);

  for (let depth = 1; depth <= 5; depth++) {
    for (let block = 0; block < depth; block++) await deposit(ben, BigInt(1000 + block));
    await caughtUp();
    await chain.client.request({ method: "anvil_reorg" as never, params: [depth, []] as never });
    await escrow(ada.account, "revoke", ada.key.address).catch(() => undefined);
    await chain.client.mine({ blocks: 1 });
    await expectTablesToEqualChain([ada, ben], [op]);
  }
}, 120_000);

