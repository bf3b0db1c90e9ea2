import { randomBytes } from "node:crypto";
import { bytesToHex, keccak256, toHex, type Address, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { local } from "@/contracts/script/parameters";
import { insertRows } from "@/db/insert-rows";
import { testDatabase } from "@/db/test-database";
import { chainBalances, chainSessions } from "@/db/schema/chain";
import { deviceCapacity, devices } from "@/db/schema/devices";
import { sessionKeys } from "@/db/schema/money";
import { blobs } from "@/db/schema/orders";
import { domain, sessionScope, typedData, type SignedMessage } from "@/lib/chain/typed-data";
import type { SignedFleet, SignedOrder, OrderTerms } from "@/lib/orders/signed-order";
import { specHash, specSchema, type Spec } from "@/lib/orders/spec";
import { lowerAddress } from "@/lib/wire";
import { anvilKeys, startLocalChain } from "@/scripts/contracts/local-chain";
import { deployContracts } from "@/scripts/contracts/deploy";
import { Batches } from "@/server/batches";
import { listenForChanges } from "@/server/changes";
import { openChain } from "@/server/chain/chain";
import type { Actor, Context, Gateway } from "@/server/context";
import { makeLogger } from "@/server/logger";
import { LiveIndex } from "@/server/matching/live-index";
import { placeOrders } from "@/server/orders/place-orders";
import { createChainTables } from "./create-chain-tables";

export type TestMarket = Awaited<ReturnType<typeof startTestMarket>>;
export type TestCustomer = { wallet: Address; key: PrivateKeyAccount };

/**
 * A gateway on a database and a chain of its own, with the contracts deployed and nothing in it. Up to
 * `askedOneByOne` devices are all asked for each order; with 0 the index answers from the first one on.
 * A test that kills its Postgres brings one of its own.
 */
export async function startTestMarket({
  askedOneByOne,
  makeDatabase = testDatabase,
}: { askedOneByOne?: number; makeDatabase?: typeof testDatabase } = {}) {
  const [database, chain] = await Promise.all([makeDatabase(), startLocalChain()]);
  await createChainTables(database.db);
  const deployment = await deployContracts({
    rpcUrl: chain.rpcUrl,
    deployerKey: anvilKeys[0],
    parameters: local,
  });
  const env = {
    DATABASE_URL: database.url,
    CHAIN_RPC_URL: chain.rpcUrl,
    DEPLOYMENT_FILE: "",
    RELAYER_KEY: anvilKeys[1],
    PUBLIC_URL: "http://localhost:3000",
    TRUSTED_PROXIES: 0,
    LOG_LEVEL: "silent" as const,
    deployment,
    localChain: true,
  };
  const gateway: Gateway = {
    env,
    db: database.db,
    chain: openChain(env),
    changes: await listenForChanges(database.url),
    registry: new LiveIndex(database.url, askedOneByOne),
    placing: new Batches(placeOrders),
    log: makeLogger(process.env.TEST_LOG ?? "silent", "test"),
  };
  const ctx = (actor: Actor = { kind: "gateway" }, now = new Date()): Context => ({
    ...gateway,
    actor,
    now,
    requestId: "test",
  });
  return {
    ...database,
    chain,
    deployment,
    gateway,
    ctx,
    asWallet: (wallet: Address, now?: Date) => ctx({ kind: "wallet", wallet }, now),
    asDevice: (device: Hex, now?: Date) => ctx({ kind: "device", device, bootId: "" }, now),
    stop: async () => {
      await gateway.changes.close();
      await gateway.registry.close();
      await chain.stop();
      await database.drop();
    },
  };
}

/** A customer with money in the contract and a session key that the contract knows, as the indexer would tell. */
export async function addCustomer(
  { db, deployment }: TestMarket,
  { balance = 10_000_000n, cap = 5_000_000n, validFor = 3600 } = {},
): Promise<TestCustomer> {
  const account = privateKeyToAccount(generatePrivateKey());
  const key = privateKeyToAccount(generatePrivateKey());
  const [customer, keyAddress] = [lowerAddress(account.address), lowerAddress(key.address)];
  const terms: SignedMessage<"Session"> = {
    customer,
    key: keyAddress,
    cap,
    validUntil: Math.floor(Date.now() / 1000) + validFor,
    scope: sessionScope.tabs,
    salt: 1n,
  };
  const data = typedData("Session", domain(deployment.chainId, deployment.contracts.escrow), terms);
  const signature = await account.signTypedData(data);
  await db.insert(chainBalances).values({ customer, balance, thawing: 0n });
  await db
    .insert(sessionKeys)
    .values({ ...terms, customer, key: keyAddress, salt: "1", signature, createdAt: new Date() });
  await db.insert(chainSessions).values({
    customer,
    key: keyAddress,
    cap,
    spent: 0n,
    validUntil: terms.validUntil,
    scope: 1,
    revoked: false,
    transaction: keccak256("0x00"),
  });
  return { wallet: customer, key };
}

/** A device that is online and has room, priced at 10,000 µ$ a vCPU-hour unless said otherwise. */
export async function addDevice(market: TestMarket, more: TestDevice = {}): Promise<Hex> {
  const [id] = await addDevices(market, [more]);
  return id!;
}

type TestDevice = Partial<typeof devices.$inferInsert> & { cpuMillis?: number };

/** Devices as `addDevice` makes them, all in one go. What one names all have to name. */
export async function addDevices({ db }: TestMarket, wanted: readonly TestDevice[]): Promise<Hex[]> {
  const rows = wanted.map(testDevice);
  await insertRows(db, devices, rows);
  await insertRows(
    db,
    deviceCapacity,
    rows.map(({ id, offered: { cpuMillis } }) => ({
      device: id,
      cpuMillisFree: cpuMillis,
      memoryMibFree: 8192,
      diskMibFree: 4096,
      gpusFree: 0,
    })),
  );
  return rows.map(({ id }) => id);
}

function testDevice({ cpuMillis = 4000, ...row }: TestDevice) {
  return {
    id: keccak256(bytesToHex(randomBytes(32))),
    operator: bytesToHex(randomBytes(20)),
    payout: bytesToHex(randomBytes(20)),
    keyX: keccak256(toHex("x")),
    keyY: keccak256(toHex("y")),
    name: "test device",
    agentVersion: "0.1.0",
    hardware: {
      cpuModel: "test",
      cpuCores: 4,
      memoryMib: 16_384,
      diskFreeMib: 10_000,
      gpus: [],
      os: "Linux",
      arch: "x64",
    },
    drivers: [{ runs: "javascript", grade: 1, warnings: [] }],
    offered: { cpuMillis, memoryMib: 8192, diskMib: 4096, gpus: 0 },
    grade: 1,
    reliabilityBps: 9_500,
    country: "DE",
    cell: "851f1d4bfffffff",
    latE6: 52_520_000,
    lngE6: 13_400_000,
    accessRttMicros: 1_000,
    vcpuHour: 10_000,
    gibHour: 0,
    gpuHour: 0,
    lastSeenAt: new Date(),
    enrolledAt: new Date(),
    ...row,
  } satisfies typeof devices.$inferInsert;
}

/** A script order, signed by the customer's session key. */
export async function signOrder(
  market: TestMarket,
  { wallet, key }: TestCustomer,
  more: { spec?: Partial<Spec>; terms?: Partial<OrderTerms> } = {},
): Promise<SignedOrder> {
  const source = await addBlob(market, wallet);
  const spec = specSchema.parse({
    version: 1,
    workload: { kind: "script", language: "javascript", source },
    resources: { cpuMillis: 1000, memoryMib: 256, diskMib: 0 },
    ...more.spec,
  });
  const terms: OrderTerms = {
    customer: wallet,
    specHash: specHash(spec),
    maxRatePerHour: 20_000n,
    maxTotal: 20_000n,
    startBy: Math.floor(Date.now() / 1000) + 600,
    maxSeconds: 60,
    minTier: 0,
    salt: BigInt(bytesToHex(randomBytes(8))),
    ...more.terms,
  };
  const { chainId, contracts } = market.deployment;
  const data = typedData("Order", domain(chainId, contracts.leases), terms);
  return {
    spec,
    terms,
    sessionKey: lowerAddress(key.address),
    signature: await key.signTypedData(data),
  };
}

/** A fleet of script orders: one spec, and a salt for each device. */
export async function signFleet(
  market: TestMarket,
  customer: TestCustomer,
  {
    id = keccak256(bytesToHex(randomBytes(32))),
    devices,
    spread,
    maxRatePerHour,
    ...more
  }: Omit<NonNullable<Spec["fleet"]>, "id"> & {
    id?: Hex;
    spec?: Partial<Spec>;
    terms?: Partial<OrderTerms>;
  },
): Promise<SignedFleet> {
  const fleet = { id, devices, spread, maxRatePerHour };
  const startBy = Math.floor(Date.now() / 1000) + 600;
  const signed = await Promise.all(
    Array.from({ length: devices }, () =>
      signOrder(market, customer, { spec: { ...more.spec, fleet }, terms: { startBy, ...more.terms } }),
    ),
  );
  const [{ spec, sessionKey }] = signed as [SignedOrder];
  return { spec, sessionKey, orders: signed.map(({ terms, signature }) => ({ terms, signature })) };
}

async function addBlob({ db }: TestMarket, uploadedBy: Address): Promise<string> {
  const sha256 = "ab".repeat(32);
  await db
    .insert(blobs)
    .values({
      sha256,
      bytes: new TextEncoder().encode("print(1)"),
      size: 8,
      role: "javascript",
      uploadedBy,
      createdAt: new Date(),
    })
    .onConflictDoNothing();
  return sha256;
}
